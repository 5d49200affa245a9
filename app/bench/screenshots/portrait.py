"""Brings the window into the states about the portrait, for pictures of them."""

from collections.abc import Callable

from app.bench.driven_window import DrivenWindow
from app.core.paths import resource
from app.gui.main import DEMO_PORTRAIT
from app.gui.panel.panel import Page


def shoot_portrait(driven: DrivenWindow, save: Callable[[str], None]) -> None:
    """Save the portrait's page with a further picture, and the correction of the face while a point is chosen."""
    window, session = driven.window, driven.session
    page = window.panel.page
    window.panel.show_page(Page.PORTRAIT)
    window.portrait.add_more([resource(DEMO_PORTRAIT)])
    driven.until(session.portrait_changed)
    window.banner.dismiss()
    save("portrait")
    session.undo()
    driven.until(session.portrait_changed)
    driven.settle()
    window.placing.open()
    driven.until(window.placing.opened)
    editor = window.placing.editor
    if editor is not None:
        driven.until(window.placing.tried)
        save("correcting")
        window.placing.close()
    window.panel.show_page(page)
