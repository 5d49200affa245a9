"""The panel beside the stage: pages of sections, and what is pinned below them."""

from enum import Enum

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QTabBar, QVBoxLayout, QWidget

PANEL_WIDTH_PX, LEAST_PANEL_WIDTH_PX = 312, 270


class Page(Enum):
    """The pages, in the order in which one needs them."""

    PORTRAIT = "Portrait"
    VOICE = "Voice"
    DIRECT = "Direct"


class Panel(QFrame):
    """Holds the sections; on a low window the pages scroll, and what is pinned stays in sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setMinimumWidth(LEAST_PANEL_WIDTH_PX)
        self.setMaximumWidth(PANEL_WIDTH_PX)
        self.tabs = QTabBar()
        self.tabs.setObjectName("pages")
        self.tabs.setAccessibleName("Pages")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(True)
        self._stack = QStackedWidget()
        self._columns: dict[Page, QVBoxLayout] = {}
        self._areas: dict[Page, QScrollArea] = {}
        for page in Page:
            self.tabs.addTab(page.value)
            self._areas[page] = self._page(page)
            self._stack.addWidget(self._areas[page])
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(1, 0, 0, 0)
        self._whole.setSpacing(0)
        self.pages = QWidget()  # all but what is pinned
        column = QVBoxLayout(self.pages)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self._stack, 1)
        self._whole.addWidget(self.pages, 1)

    def sizeHint(self) -> QSize:
        """As wide as is comfortable; less where the rest of the window would not fit beside it."""
        return QSize(PANEL_WIDTH_PX, super().sizeHint().height())

    def add(self, page: Page, section: QWidget) -> None:
        """Put a section at the end of a page."""
        column = self._columns[page]
        if column.count() == 1:
            section.setProperty("first", True)
        column.insertWidget(column.count() - 1, section)  # before the stretch

    def pin(self, section: QWidget) -> None:
        """Put a section below the pages."""
        self._whole.addWidget(section)

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return list(Page)[self.tabs.currentIndex()]

    def area(self, page: Page) -> QScrollArea:
        """The scroll area that holds a page."""
        return self._areas[page]

    def show_page(self, page: Page) -> None:
        """Bring a page to the front."""
        self.tabs.setCurrentIndex(list(Page).index(page))

    def scroll_to(self, page: Page, section: QWidget) -> None:
        """Let a page begin with one of its sections, as far as the page reaches."""
        area = self._areas[page]
        for part in (section, section.parentWidget(), area):  # which may just have grown
            assert part is not None
            QCoreApplication.sendEvent(part, QEvent(QEvent.Type.LayoutRequest))
        area.verticalScrollBar().setValue(section.y())

    def _page(self, page: Page) -> QScrollArea:
        body = QWidget()
        body.setObjectName("panelBody")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(1)
        self._columns[page] = column
        scroll = QScrollArea()
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return scroll
