"""All that a journal can be asked, in one value: two journals are alike when it is the same for both."""

from app.ledger.journal import SqliteLedger


def everything(ledger: SqliteLedger) -> list[object]:
    rows = ledger.latest(10**6)
    told: list[object] = [rows, ledger.queue(), ledger.cases(), ledger.waiting_count(), dict(ledger.waiting_minor())]
    for row in rows:
        told += [ledger.activation(row.id), ledger.sale(row.order.sale_id), ledger.open_for(row.order.card)]
        told += [ledger.history(row.id), ledger.paper_of(row.id), ledger.case(row.id)]
    told += [ledger.notes(10**6), ledger.last_contact(), ledger.print_jobs(), ledger.due_paper()]
    told += [ledger.paper(number) for number in range(1, ledger.next_number())]
    return told
