package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Reason;

class ClientSessionTest {
    private final Script script = new Script("me");

    @Test
    void joinsWhatWasAskedBeforeTheWelcomeAndSaysWhatWaited() {
        script.join("lab", "j");
        script.say("lab", "early", "s1");

        script.open();
        assertThat(script.takeSent()).containsExactly(new Command.Join("lab", Command.Join.NONE, null, 0, "j"));
        script.joined("lab", 7);

        assertThat(script.takeSentIds()).containsExactly("s1");
    }

    @Test
    void mailIsShownOnceEvenIfAKilledHubGivesItAgain() {
        Event.Direct direct = new Event.Direct("bob", "me", "hi", 0, "b-1", false, 7);
        Event.Mention mention = new Event.Mention(new Event.Message("lab", 3, "bob", false, "@me", 0, "b-2", false), 8);
        script.open();
        script.hear(direct);
        script.hear(mention);
        script.session.lost();
        script.open();
        script.hear(direct);
        script.hear(mention);
        Event.Direct next = new Event.Direct("bob", "me", "hi", 0, "b-1", false, 9);
        script.hear(next);

        script.shown.removeIf(event -> event instanceof Event.Welcome);
        assertThat(script.shown).containsExactly(direct, mention, next);
    }

    @Test
    void aReceiptThatSaysThatItWaitsAnswersAndMailOfThatIdDoesNot() {
        script.open();
        script.ask(new Command.Msg("bob", "hi", "m1"));

        script.hear(new Event.Direct("me", "me", "from before", 0, "m1", false, 7));
        assertThat(script.answered).isEmpty();
        script.hear(new Event.Direct("me", "bob", "hi", 0, "m1").waiting());

        assertThat(script.answered).containsExactly("m1 Direct");
    }

    @Test
    void comesBackWhereItStoppedReading() {
        joinedLab(0);
        script.message("lab", 1, "bob", null, false);
        script.message("lab", 2, "bob", null, false);

        script.session.lost();
        script.open();

        assertThat(script.takeSent()).containsExactly(new Command.Join("lab", 2, Script.EPOCH, 0, "j"));
        script.joined("lab", 4);
        script.message("lab", 3, "bob", null, true);
        script.message("lab", 4, "bob", null, true);
        script.message("lab", 5, "bob", null, false);
        assertThat(script.seqs()).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void sendsAgainWhatWasNotEchoedUnderTheSameIdAndOnlyOnce() {
        joinedLab(0);
        script.say("lab", "one", "s1");
        script.say("lab", "two", "s2");
        assertThat(script.takeSentIds()).containsExactly("s1", "s2");
        script.message("lab", 1, "me", "s1", false);

        script.session.lost();
        script.open();
        script.takeSent();
        script.joined("lab", 1);

        assertThat(script.takeSentIds()).containsExactly("s2");
        script.message("lab", 2, "me", "s2", false);
        assertThat(script.answered).containsExactly("j Joined", "s1 Message", "s2 Message");
    }

    @Test
    void aSumIsSentAgainLikeWhatIsSaidAndItsMessageAnswersIt() {
        joinedLab(0);
        script.ask(new Command.Calc("lab", "1+1", "c1"));
        assertThat(script.takeSentIds()).containsExactly("c1");

        script.session.lost();
        script.ask(new Command.Board("lab", null, "b1"));
        script.open();
        script.takeSent();
        script.joined("lab", 0);

        assertThat(script.takeSentIds()).containsExactly("c1");
        script.message("lab", 1, "me", "c1", false);
        assertThat(script.answered).contains("c1 Message").noneMatch(one -> one.startsWith("b1"));
    }

    @Test
    void anEchoFoundInTheReplayIsNotSentAgain() {
        joinedLab(0);
        script.say("lab", "one", "s1");
        script.say("lab", "two", "s2");

        script.session.lost();
        script.open();
        script.takeSent();
        script.joined("lab", 2);
        script.message("lab", 1, "bob", null, true);
        assertThat(script.takeSentIds()).isEmpty();
        script.message("lab", 2, "me", "s1", true);

        assertThat(script.takeSentIds()).containsExactly("s2");
        assertThat(script.answered).contains("s1 Message");
    }

    @Test
    void aReplayThatNeverComesDoesNotHoldBackWhatIsSaid() {
        joinedLab(0);
        script.say("lab", "one", "s1");
        script.session.lost();
        script.open();
        script.joined("lab", 9);
        script.takeSent();

        script.pass(RoomBook.AGAIN_MILLIS + 500);

        assertThat(script.takeSentIds()).containsExactly("s1");
    }

    @Test
    void somebodyElsesMessageUnderOurIdIsNoReceipt() {
        joinedLab(0);
        script.say("lab", "one", "s1");

        script.message("lab", 1, "mallory", "s1", false);

        assertThat(script.answered).containsExactly("j Joined");
    }

    @Test
    void twinsAreDroppedAndHolesAreTold() {
        joinedLab(3);
        script.message("lab", 4, "bob", null, false);
        script.message("lab", 4, "bob", null, true);
        script.message("lab", 7, "bob", null, false);
        script.message("lab", 6, "bob", null, true);

        assertThat(script.seqs()).containsExactly(4L, -2L, 7L);
    }

    @Test
    void aHoleThatTheHubTellsIsToldOnce() {
        joinedLab(3);
        script.hear(new Event.Missed("lab", 4, 6));
        script.message("lab", 7, "bob", null, false);

        assertThat(script.seqs()).containsExactly(-3L, 7L);
    }

    @Test
    void historyIsShownThoughItWasReadAndDoesNotMoveTheMark() {
        joinedLab(0);
        script.message("lab", 1, "bob", null, false);
        script.message("lab", 2, "bob", null, false);
        script.ask(new Command.History("lab", Long.MAX_VALUE, 10, "h"));
        script.message("lab", 1, "bob", null, true);
        script.message("lab", 2, "bob", null, true);
        script.hear(new Event.History("lab", 1, 2, false, "h"));
        script.message("lab", 1, "bob", null, true);

        assertThat(script.seqs()).containsExactly(1L, 2L, 1L, 2L);
        assertThat(script.session.marks()).containsExactly(new ReadMark("lab", Script.EPOCH, 2));
    }

    @Test
    void aRoomWhoseNumbersBeganAnewIsReadFromItsStart() {
        joinedLab(0);
        script.message("lab", 1, "bob", null, false);
        script.session.lost();
        script.open();
        script.joined("lab", "e2", 2);
        script.message("lab", 1, "bob", null, true);
        script.message("lab", 2, "bob", null, true);

        assertThat(script.seqs()).containsExactly(1L, 1L, 2L);
        assertThat(script.session.marks()).containsExactly(new ReadMark("lab", "e2", 2));
    }

    @Test
    void questionsEndUnansweredWithTheConnectionAndLeavesAreDone() {
        joinedLab(0);
        script.ask(new Command.Who("lab", "w"));
        script.ask(new Command.Leave("lab", "l"));
        assertThat(script.takeSentIds()).containsExactly("w", "l");

        script.session.lost();
        script.open();

        assertThat(script.unanswered).containsExactly("w");
        assertThat(script.answered).contains("l Left");
        assertThat(script.takeSent()).isEmpty();
    }

    @Test
    void theNextNickIsTakenAtTheStartOnly() {
        Script two = new Script("ann", "ann2");
        two.session.connected(two.now);
        two.refused(Reason.NICK_IN_USE, null);
        two.welcome("ann2");
        assertThat(two.sent).extracting(c -> ((Command.Hello) c).nick()).containsExactly("ann", "ann2");

        two.session.lost();
        two.sent.clear();
        two.session.connected(two.now);
        two.refused(Reason.NICK_IN_USE, null);
        two.pass(3000);

        assertThat(two.sent).extracting(c -> ((Command.Hello) c).nick()).containsExactly("ann2", "ann2");
        assertThat(two.ended).isEmpty();
    }

    @Test
    void aRefusedGreetingEndsItBeforeTheFirstWelcome() {
        script.session.connected(script.now);
        script.refused(Reason.NICK_IN_USE, null);

        assertThat(script.ended).hasSize(1);
    }

    @Test
    void aRefusedJoinTakesWhatWasSaidWithIt() {
        script.open();
        script.join("lab", "j");
        script.say("lab", "x", "s1");
        script.refused(Reason.NO_SUCH_ROOM, "j");

        assertThat(script.answered).containsExactly("s1 Refused", "j Refused");
        assertThat(script.shown).noneMatch(event -> event instanceof Event.Left);
        script.session.lost();
        script.sent.clear();
        script.open();
        assertThat(script.takeSent()).isEmpty();
    }

    @Test
    void whoMayNotComeBackToARoomHasLeftIt() {
        joinedLab(5);
        script.session.lost();
        script.open();
        script.refused(Reason.NOT_ALLOWED, "j");

        assertThat(script.shown).contains(new Event.Left("lab", Reason.NOT_ALLOWED.wire(), null));
        assertThat(script.session.marks()).isEmpty();
    }

    @Test
    void aHubThatIsNotReadIsNotTakenForSilent() {
        script.open();
        for (int i = 0; i < 4; i++) {
            script.session.paused(script.now);
            script.pass(Pulse.DEAD_AFTER - 5_000);
        }
        script.session.lost();
        script.session.connected(script.now);
        for (int i = 0; i < 4; i++) {
            script.session.paused(script.now);
            script.pass(Pulse.GREETING - 1_000);
        }

        assertThat(script.dropped).isEmpty();
    }

    @Test
    void aNickThatSomebodyElseTookMeanwhileIsToldAndThenAnotherIsTaken() {
        Script two = new Script("ann", "ann2");
        two.open();
        two.session.lost();
        two.session.connected(two.now);
        refusedNickFor(two, Pulse.DEAD_AFTER + 5_000);
        assertThat(two.shown)
                .filteredOn(event -> event instanceof Event.Refused)
                .hasSize(1);
        assertThat(two.session.nick()).isEqualTo("ann");
        refusedNickFor(two, ClientSession.NICK_PATIENCE);

        assertThat(two.session.nick()).isEqualTo("ann2");
        assertThat(two.ended).isEmpty();
        two.refused(Reason.NICK_IN_USE, null);
        assertThat(two.ended).hasSize(1);
    }

    @Test
    void aNickThatIsGoneForGoodEndsWhoHasNoOther() {
        script.open();
        script.session.lost();
        script.session.connected(script.now);
        refusedNickFor(script, ClientSession.NICK_PATIENCE + 5_000);

        assertThat(script.ended).hasSize(1);
    }

    /** Each hello is refused. */
    private static void refusedNickFor(Script script, long millis) {
        String worn = script.session.nick();
        long end = script.now + millis;
        while (script.now < end
                && script.ended.isEmpty()
                && script.session.nick().equals(worn)) {
            script.refused(Reason.NICK_IN_USE, null);
            script.pass(RoomBook.AGAIN_MILLIS + 500);
        }
    }

    @Test
    void aKnownRoomIsTriedAgainWhileItsJoinIsRefusedForNow() {
        joinedLab(5);
        script.session.lost();
        script.open();
        script.takeSent();
        script.refused(Reason.ROOMS_UNAVAILABLE, "j");

        script.pass(RoomBook.AGAIN_MILLIS + 500);

        assertThat(script.takeSent()).containsExactly(new Command.Join("lab", 5, Script.EPOCH, 0, "j"));
    }

    @Test
    void silenceIsAskedAboutAndThenGivenUp() {
        script.open();
        script.takeSent();

        script.pass(Pulse.PING_AFTER + 500);
        List<Command> pings = script.takeSent();
        assertThat(pings).hasOnlyElementsOfType(Command.Ping.class).hasSize(1);
        script.hear(new Event.Pong(pings.get(0).id()));
        assertThat(script.shown).noneMatch(e -> e instanceof Event.Pong);
        script.pass(Pulse.DEAD_AFTER + 500);

        assertThat(script.dropped).isNotEmpty();
    }

    @Test
    void aLineThatTheHubWouldHangUpOnIsNotSent() {
        joinedLab(0);
        script.takeSent();

        script.say("lab", "x".repeat(9000), "s1");

        assertThat(script.takeSent()).isEmpty();
        assertThat(script.answered).contains("s1 Refused");
    }

    @Test
    void whatWaitsIsBounded() {
        script.join("lab", "j");
        for (int i = 0; i < Asked.MOST; i++) {
            script.say("lab", "x", "s" + i);
        }

        assertThat(script.answered).containsExactly("s" + (Asked.MOST - 1) + " Refused");
    }

    @Test
    void theEndSaysQuitAndLeavesNothingWaiting() {
        joinedLab(0);
        script.say("lab", "x", "s1");
        script.takeSent();

        script.session.end();

        assertThat(script.takeSent()).containsExactly(new Command.Quit());
        assertThat(script.unanswered).containsExactly("s1");
    }

    private void joinedLab(long seq) {
        script.join("lab", "j");
        script.open();
        script.takeSent();
        script.hear(new Event.Joined("lab", Script.EPOCH, seq, List.of(), 1, "", Keeps.NOTHING, "j"));
    }
}
