"""What every engine promises, the fake and the real ones alike: one class, run on each."""

from __future__ import annotations

import threading

import pytest

from evidence_keeper.speaking import Engine, Utterance, Voice

SHORT = "已保存。"
LONG = "今天上午十点零三分打的电话已经保存好了，一共十二分零八秒，放在免费升级这件事里。" * 4


class EngineContract:
    """A subclass says what `engine` is."""

    @pytest.fixture
    def engine(self) -> Engine:
        """The engine to be tested."""
        raise NotImplementedError

    def test_it_speaks_both_languages_of_the_window_and_no_invented_one(
        self, engine: Engine
    ) -> None:
        assert engine.speaks("zh_CN")
        assert engine.speaks("en")
        assert not engine.speaks("xx")

    def test_words_come_to_an_end_by_themselves(self, engine: Engine) -> None:
        engine.begin(SHORT, "zh_CN").wait()

    def test_words_with_odd_signs_are_words_and_nothing_else(self, engine: Engine) -> None:
        for words in ("-h", ".\n.\n..", '<s>";$(id)'):
            engine.begin(words, "en").wait()

    def test_ended_words_end_however_long_they_are(self, engine: Engine) -> None:
        utterance = engine.begin(LONG * 50, "zh_CN")
        threading.Timer(0.3, utterance.end).start()
        utterance.wait()
        utterance.end()
        utterance.wait()

    def test_a_voice_speaks_one_sentence_at_a_time(self, engine: Engine) -> None:
        watched = Watched(engine)
        voice = Voice(watched)
        for _ in range(3):
            voice.say(SHORT, "zh_CN")
        assert voice.speaking  # and nobody waited
        watched.until(3)
        assert watched.most_at_once == 1
        voice.say(LONG * 50, "zh_CN")
        watched.until_begun(4)
        voice.say(LONG * 50, "zh_CN")
        voice.hush()
        watched.until(4)
        voice.close()
        assert watched.begun == 4


class Watched:
    """An engine that is counted."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._changed = threading.Condition()
        self.begun = self.ended = self._now = self.most_at_once = 0

    def speaks(self, language: str) -> bool:
        """As the engine."""
        return self._engine.speaks(language)

    def begin(self, words: str, language: str) -> Utterance:
        """As the engine, and one more."""
        utterance = self._engine.begin(words, language)
        with self._changed:
            self.begun += 1
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
            self._changed.notify_all()
        return _WatchedUtterance(utterance, self)

    def over(self) -> None:
        """One less."""
        with self._changed:
            self._now -= 1
            self.ended += 1
            self._changed.notify_all()

    def until(self, ended: int) -> None:
        """Waits until so many have ended."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.ended >= ended, 60)

    def until_begun(self, begun: int) -> None:
        """Waits until so many have begun."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.begun >= begun, 60)


class _WatchedUtterance:
    def __init__(self, utterance: Utterance, watched: Watched) -> None:
        self._utterance, self._watched = utterance, watched

    def wait(self) -> None:
        self._utterance.wait()
        self._watched.over()

    def end(self) -> None:
        self._utterance.end()
