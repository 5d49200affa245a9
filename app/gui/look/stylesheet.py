"""The style sheet: shapes, spacing and states of the controls."""

from app.gui.look.colors import Colors


def stylesheet(t: Colors) -> str:
    """The whole application's style sheet in these colours."""
    return f"""
QMainWindow, QDialog {{ background: {t.window}; }}
QMessageBox, QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QMessageBox QLabel {{ margin: 6px 6px 2px 0; }}
QToolTip {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.line}; padding: 4px 6px; }}

QMenuBar {{ background: {t.window}; color: {t.text}; padding: 2px 6px; }}
QMenuBar::item {{ background: transparent; padding: 5px 10px; border-radius: 5px; }}
QMenuBar::item:selected {{ background: {t.hover}; }}
QMenu {{ background: {t.panel}; color: {t.text}; border: 1px solid {t.line}; padding: 5px; }}
QMenu::item {{ padding: 6px 26px 6px 14px; border-radius: 5px; }}
QMenu::item:selected {{ background: {t.hover}; }}
QMenu::item:disabled {{ color: {t.faint}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: 5px 8px; }}

#panel, #panel QScrollArea, #panelBody {{ background: {t.panel}; border: none; }}
QDialog QScrollArea, #plain {{ background: {t.window}; }}
#panel {{ border-left: 1px solid {t.line}; }}
#pages {{ background: {t.panel}; border-bottom: 1px solid {t.line}; }}
#pages::tab {{ color: {t.muted}; background: transparent; border: none; border-bottom: 2px solid transparent;
    padding: 9px 4px 8px 4px; font-weight: 600; }}
#pages::tab:hover {{ color: {t.text}; }}
#pages::tab:selected {{ color: {t.text}; border-bottom: 2px solid {t.accent}; }}
#pages::tab:selected:focus {{ background: {t.hover}; border: 2px solid {t.accent}; border-radius: 6px;
    padding: 7px 2px 8px 2px; }}
#section, #pinned {{ background: {t.panel}; border: none; border-top: 1px solid {t.line}; }}
#section[first="true"] {{ border-top: none; }}
#heading {{ color: {t.muted}; font-weight: 600; }}
#muted {{ color: {t.muted}; }}
#title {{ color: {t.text}; font-weight: 600; }}

QPushButton, QToolButton, QTabBar, QSlider {{ outline: none; }}
QPushButton {{ background: {t.raised}; color: {t.text}; border: 2px solid transparent; border-radius: 7px;
    padding: 5px 11px; min-height: 20px; }}
QPushButton[small="true"] {{ padding: 1px 9px; }}
QPushButton:hover {{ background: {t.hover}; }}
QPushButton:pressed {{ background: {t.line}; }}
QPushButton:checked {{ background: {t.accent}; color: {t.on_accent}; }}
QPushButton#live:checked {{ background: {t.hover}; color: {t.text}; font-weight: 600; }}
QPushButton:focus {{ border: 2px solid {t.accent}; }}
QPushButton:checked:focus {{ border: 2px solid {t.text}; }}
QPushButton:disabled {{ color: {t.faint}; }}
QPushButton#primary {{ background: {t.accent}; color: {t.on_accent}; font-weight: 600; padding: 7px 13px; }}
QPushButton#primary:hover, QPushButton#primary:pressed {{ background: {t.accent_hover}; }}
QPushButton#primary:focus {{ border: 3px solid {t.text}; padding: 6px 12px; }}
QPushButton#primary:disabled {{ background: {t.raised}; color: {t.faint}; }}

QToolButton {{ background: transparent; border: 2px solid transparent; border-radius: 7px; padding: 5px; }}
QToolButton:hover {{ background: {t.hover}; }}
QToolButton:pressed {{ background: {t.line}; }}
QToolButton:focus {{ border: 2px solid {t.accent}; }}
QToolButton#recent {{ padding: 2px; }}
QToolButton#raised {{ background: {t.raised}; }}
QToolButton#raised:hover {{ background: {t.hover}; }}
QToolButton#play {{ background: {t.accent}; border-radius: 22px; padding: 0; }}
QToolButton#loop:checked {{ background: {t.accent}; }}
QToolButton#loop:checked:focus {{ border: 2px solid {t.text}; }}
QToolButton#play:hover, QToolButton#play:pressed {{ background: {t.accent_hover}; }}
QToolButton#play:focus {{ border: 3px solid {t.text}; }}
QToolButton#play:disabled {{ background: {t.raised}; }}

QSlider {{ min-height: 22px; background: transparent; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {t.hover}; }}
QSlider::sub-page:horizontal {{ height: 4px; border-radius: 2px; background: {t.accent}; }}
QSlider::handle:horizontal {{ width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: {t.accent}; }}
QSlider::handle:horizontal:hover {{ background: {t.accent_hover}; }}
QSlider::handle:horizontal:focus {{ width: 12px; height: 12px; margin: -7px 0; border-radius: 9px;
    background: {t.panel}; border: 3px solid {t.text}; }}
QSlider::sub-page:horizontal:disabled {{ background: {t.hover}; }}
QSlider::handle:horizontal:disabled {{ background: {t.faint}; }}

QSpinBox, ChoiceBox, NameField, #search {{ background: {t.raised}; color: {t.text}; border: 2px solid transparent;
    border-radius: 7px; padding: 4px 8px; min-height: 20px;
    selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
QSpinBox:hover, ChoiceBox:hover, NameField:hover, #search:hover {{ background: {t.hover}; }}
QSpinBox:focus, ChoiceBox:focus, NameField:focus, #search:focus {{ border: 2px solid {t.accent}; }}
QSpinBox {{ padding: 4px 0; }}
QSpinBox::up-button, QSpinBox::down-button {{ subcontrol-origin: margin; width: 0; border: none; }}
QSpinBox:disabled, ChoiceBox:disabled, NameField:disabled {{ color: {t.faint}; }}
ChoiceBox {{ combobox-popup: 0; }}
ChoiceBox::drop-down {{ border: none; width: 24px; }}
ChoiceBox QAbstractItemView {{ background: {t.panel}; color: {t.text}; border: 1px solid {t.line}; padding: 4px;
    outline: none; selection-background-color: {t.hover}; selection-color: {t.text}; }}
ChoiceBox QAbstractItemView::item {{ min-height: 26px; padding: 0 6px; }}

QProgressBar {{ background: {t.raised}; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}

#transport, #liveBar {{ background: {t.window}; border-top: 1px solid {t.line}; }}
#time {{ color: {t.text}; font-weight: 600; }}
#timelineFrame {{ background: {t.window}; border-top: 1px solid {t.line}; }}
#timelineFrame QScrollBar {{ margin: 1px 16px; }}
QStatusBar {{ background: {t.window}; color: {t.muted}; border-top: 1px solid {t.line}; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel {{ color: {t.muted}; padding: 0 6px; }}

#placingBar {{ background: {t.window}; border-top: 1px solid {t.line}; }}
#trial {{ background: {t.stage}; color: {t.on_stage}; border: 1px solid {t.line}; border-radius: 8px; }}

#manual, #report {{ background: {t.panel}; color: {t.text}; border: 1px solid {t.line}; border-radius: 8px;
    padding: 8px; selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}

#banner {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: 10px; }}
#banner QLabel {{ color: {t.text}; background: transparent; }}

QScrollBar:vertical {{ background: transparent; width: 8px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {t.hover}; border-radius: 4px; min-height: 30px; }}
QScrollBar:horizontal {{ background: transparent; height: 8px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {t.hover}; border-radius: 4px; min-width: 30px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
