"""What an engineer reads when Bantam starts; on the very first start also the console's login and an API key, once."""

from channels.console import first_login
from service.wiring import Bantam


async def introduce(bantam: Bantam) -> list[str]:
    """Lines for the terminal."""
    url, model = bantam.settings.bantam_public_url, bantam.agents[0].model
    lines = [
        "",
        f"  Bantam is ready ({model} model).",
        "",
        *(f"  {playbook.business.name:<22} {url}/demo/{name}" for name, playbook in bantam.playbooks.items()),
        f"  {'Console for reps':<22} {url}/console",
        f"  {'API for programs':<22} {url}/docs",
        "",
    ]
    login = await first_login(bantam.store, bantam.now())
    if login is not None:
        lines += [
            "  First login, shown this once:",
            f"    email     {login.email}",
            f"    password  {login.password}",
            f"    API key   {login.api_key}",
            "",
        ]
    return lines
