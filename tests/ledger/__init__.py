"""The journal on a real disk: its own rules, pulled plugs, full and failing disks, two programs at once."""
