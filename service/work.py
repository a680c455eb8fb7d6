"""The handlers of the durable jobs, wired."""

from channels.notices import NOTIFY, NoticeDeps, notify_handler
from crm_store.jobs import Retry, Task
from service.settings import named_secret
from service.texting import text_tasks, texting_of
from service.turns import turns_of
from service.wiring import Bantam


def notice_deps(bantam: Bantam) -> NoticeDeps:
    """What sending a notice needs."""
    smtp_url = bantam.settings.smtp_url
    return NoticeDeps(
        store=bantam.store,
        playbooks=bantam.playbooks,
        clock=bantam.now,
        public_url=bantam.settings.bantam_public_url,
        smtp_url=smtp_url.get_secret_value() if smtp_url is not None else None,
        secrets=named_secret,
    )


def register_handlers(bantam: Bantam) -> None:
    """Make this process a worker for every kind of job."""
    notices = notice_deps(bantam)
    bantam.store.jobs.register(
        {
            "turn": Task(turns_of(bantam).answer, Retry(attempts=20, first=1.0, cap=120.0)),
            NOTIFY: Task(notify_handler(notices), notices.retry),
            **text_tasks(texting_of(bantam)),
        }
    )
