from __future__ import annotations

from typing import Any

from sqlalchemy import event, false
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column, with_loader_criteria

INCLUDE_DELETED = "include_deleted"


class SoftDelete:
    """For rows that are marked rather than removed: `class Note(SoftDelete, Row)`, and `note.is_deleted = True`.

    Marked rows are out of everything that the ORM reads, joined and related ones too. Who wants them says
    `.execution_options(include_deleted=True)`. What they hold in unique columns stays taken.
    """

    is_deleted: Mapped[bool] = mapped_column(default=False, server_default=false(), index=True, sort_order=3004)


@event.listens_for(Session, "do_orm_execute")
def _leave_out_deleted(state: ORMExecuteState) -> None:
    """SQLAlchemy's own way to a global criterion ("Adding global WHERE / ON criteria"); it goes on to related rows."""
    of_rows = state.is_select and not state.is_column_load and not state.is_relationship_load
    if of_rows and SoftDelete.__subclasses__() and not state.execution_options.get(INCLUDE_DELETED):
        criterion = with_loader_criteria(SoftDelete, _is_kept, include_aliases=True)
        state.statement = state.statement.options(criterion)


def _is_kept(row: Any) -> Any:
    return row.is_deleted.is_(False)
