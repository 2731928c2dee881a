"""The one place where real parts meet: settings, journal, issuer, printer and scanner become a till."""
