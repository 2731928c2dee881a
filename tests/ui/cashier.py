"""A window on its stage, with the hands, the keyboard and the eyes of a cashier."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.ui.sell_model import Phase
from app.ui.window import TillWindow
from tests.fakes import Fate
from tests.ui.keys import Keyboard
from tests.ui.stage import CARDS, RESOURCES


class Cashier:
    """A window on its stage, with the keyboard of a cashier."""

    def __init__(self, qtbot, stage, **desk):
        self.qtbot, self.stage = qtbot, stage
        self.window = TillWindow(stage.desk(**desk), RESOURCES)
        self.window.resize(1024, 768)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(lambda: stage.devices.asked > 0 and self.window.isActiveWindow())
        self.page = self.window.pages.sell(self.window.desk.counter)
        self.model = self.page.model
        self.keys = Keyboard(self.window)

    def scan(self, card):
        self.keys.scan(card)
        self.qtbot.waitUntil(lambda: all(entry.look for entry in self.model.form.entries))

    def until(self, phase):
        self.qtbot.waitUntil(lambda: self.model.phase is phase)

    def tap(self, button):
        assert button.isVisible()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def press(self, key):
        QTest.keyClick(self.focused(), key)

    def focused(self):
        return self.window.focusWidget()

    def words(self, part=None):
        labels = (part or self.page).findChildren(QLabel)
        return " ".join(each.text() for each in labels if each.isVisible())

    def end(self):
        self.window.close()
        self.window.close_down()
        self.window.deleteLater()

    def sell(self, fate=Fate.OK, *cards):
        for card in cards or CARDS[:1]:
            self.scan(card)
        self.stage.issuer.fates.append(fate)
        self.page.amount.edit.selectAll()
        QTest.keyClicks(self.page.amount.edit, "500")
        self.press(Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: self.model.phase in {Phase.RESULT, Phase.FAULT})
