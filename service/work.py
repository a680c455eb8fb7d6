"""The handlers of the durable jobs, wired."""

from channels.effects import FOLLOW, HANDOFF
from channels.handoff_follow import Following
from channels.handoff_life import HandoffLife
from channels.notice_trial import TRY_WAYS, Trial
from channels.notices import NOTIFY, NoticeDeps, notify_handler
from channels.rep_desk import WATCH, Desk
from channels.rep_watch import Watch
from crm_store.jobs import Retry, Task
from service.settings import named_secret
from service.texting import SENDERS, text_tasks, texting_of
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
        texting=texting_of(bantam),
    )


def rep_tasks(bantam: Bantam) -> dict[str, Task]:
    """The handlers that ask reps and watch over what they hold."""
    life = HandoffLife(bantam.store, bantam.playbooks, bantam.now, SENDERS)
    watch = Watch(Desk(bantam.store, SENDERS), bantam.playbooks, bantam.now, life.next_rep)
    again = Retry(attempts=20, first=1.0, cap=120.0)
    follow = Task(Following(bantam.store).look, again)
    trial = Task(Trial(notice_deps(bantam)).run, Retry(attempts=2))
    return {
        HANDOFF: Task(life.advance, again), WATCH: Task(watch.look, again), FOLLOW: follow, TRY_WAYS: trial,
    }  # fmt: skip


def register_handlers(bantam: Bantam) -> None:
    """Make this process a worker for every kind of job."""
    notices = notice_deps(bantam)
    bantam.store.jobs.register(
        {
            "turn": Task(turns_of(bantam).answer, Retry(attempts=20, first=1.0, cap=120.0)),
            NOTIFY: Task(notify_handler(notices), notices.retry),
            **text_tasks(texting_of(bantam)),
            **rep_tasks(bantam),
        }
    )
