"""The window with its two faces. The only room that knows Qt.

Promises: nothing here touches the vault but through keeper; the thread that paints never waits for a disk;
what is shown as kept is kept. `evidence_keeper.gui.app.main` is the door.
"""
