"""The text for support: figures, versions and machine words, nothing about residents."""

import platform
from datetime import datetime

from desk_app.application.report_status import DeskStatus
from desk_app.presenters.exchange import LinkView


def support_text(status: DeskStatus, link: LinkView, warnings: tuple[str, ...], now: datetime, version: str) -> str:
    """Return what support needs to begin with; no name, address, account, phone or sum of one person."""
    counts, grant = status.counts, status.identity.grant if status.identity else None
    lines = [
        f"desk-app {version}; {platform.system()} {platform.release()}; python {platform.python_version()}",
        f"sqlcipher {status.cipher_version}; sqlite {status.sqlite_version}",
        f"time {now:%Y-%m-%dT%H:%M:%SZ}",
        f"desk {grant.desk_number if grant else '-'}; id {grant.desk_id if grant else '-'}",
        f"head {status.head_epoch}-{status.head_seq} {status.head_hash[:16]}",
        f"operations made {counts.made}; acknowledged {counts.acknowledged}; pending {counts.pending}",
        f"oldest pending {counts.oldest_pending or '-'}",
        f"accounts {status.accounts}; cards left {status.cards_left}; synced {status.synced_at or '-'}",
        f"link {link.state} {link.reason or '-'}; attempts {link.attempts}; clock offset {link.clock_offset_s} s",
        f"clone suspected {link.clone_suspected}; warnings {', '.join(warnings) or '-'}",
        *(f"task {task.kind} {task.reason} operation {task.op_id}" for task in status.tasks),
    ]
    return "\n".join(lines) + "\n"
