package dev.faultline.group.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class GroupClientTest implements ClientPort {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final long MILLI = 1_000_000;

  private final List<String> sent = new ArrayList<>();
  private final List<CallEnding> endings = new ArrayList<>();
  private final GroupClient client =
      new GroupClient(List.of("a", "b", "c"), Duration.ofMillis(100), () -> 0, this);

  @Override
  public void send(String member, GroupMessage message) {
    GroupMessage.Request request = (GroupMessage.Request) message;
    sent.add("%s %d: %s".formatted(member, request.number(), request.ask()));
  }

  @Override
  public void ended(long call, CallEnding ending) {
    endings.add(ending);
  }

  private void reply(String from, long number, Outcome outcome) {
    client.receive(from, new GroupMessage.Reply(number, outcome), 0);
  }

  @Test
  void it_opens_a_session_once_follows_the_leader_and_repeats_the_same_command() {
    client.command(new byte[1], SECOND, 0);
    reply("a", 1, new Outcome.Elsewhere("c"));
    reply("c", 1, new Outcome.Opened(40));
    client.tick(100 * MILLI);
    reply("a", 2, new Outcome.Done(new byte[0]));
    client.command(new byte[1], SECOND, 100 * MILLI);
    assertThat(sent)
        .containsExactly(
            "a 1: open a session",
            "c 1: open a session",
            "c 2: command 1 of session 40",
            "a 2: command 1 of session 40",
            "a 3: command 2 of session 40");
    assertThat(endings).hasSize(1).first().isInstanceOf(CallEnding.Done.class);
  }

  @Test
  void members_that_point_at_each_other_are_asked_once_until_the_next_retry() {
    client.query(new byte[0], SECOND, 0);
    reply("a", 1, new Outcome.Elsewhere("b"));
    reply("b", 1, new Outcome.Elsewhere("a"));
    reply("b", 1, new Outcome.Elsewhere("a"));
    assertThat(sent).containsExactly("a 1: query", "b 1: query");
    client.tick(100 * MILLI);
    assertThat(sent).hasSize(3).last().isEqualTo("c 1: query");
  }

  @Test
  void a_late_command_is_never_asked_for_again_and_its_late_answer_counts_for_nothing() {
    client.command(new byte[1], SECOND, 0);
    reply("a", 1, new Outcome.Opened(40));
    client.tick(1_000 * MILLI);
    assertThat(endings).containsExactly(new CallEnding.Late());
    reply("a", 2, new Outcome.Done(new byte[0]));
    client.command(new byte[1], SECOND, 1_000 * MILLI);
    reply("a", 2, new Outcome.Done(new byte[0]));
    assertThat(client.ignored()).isEqualTo(2);
    assertThat(sent.getLast()).endsWith("3: command 2 of session 40");
  }

  @Test
  void a_session_that_was_forgotten_ends_its_call_and_the_next_opens_another() {
    client.command(new byte[1], SECOND, 0);
    reply("a", 1, new Outcome.Opened(40));
    reply("a", 2, new Outcome.Expired());
    assertThat(endings).containsExactly(new CallEnding.Forgotten());
    client.command(new byte[1], SECOND, 0);
    assertThat(sent.getLast()).isEqualTo("a 3: open a session");
  }

  @Test
  void an_answer_to_an_earlier_client_of_the_same_name_counts_for_nothing() {
    Random random = new Random(1);
    GroupClient crashed = new GroupClient(List.of("a"), SECOND, random, this);
    crashed.command(new byte[1], SECOND, 0);
    String first = sent.getLast();
    GroupClient again = new GroupClient(List.of("a"), SECOND, random, this);
    again.command(new byte[1], SECOND, 0);
    assertThat(sent.getLast()).isNotEqualTo(first);
    long number = Long.parseLong(first.replaceAll("[^-0-9]", ""));
    again.receive("a", new GroupMessage.Reply(number, new Outcome.Opened(40)), 0);
    assertThat(again.ignored()).isEqualTo(1);
    assertThat(sent).hasSize(2);
  }

  @Test
  void two_calls_at_once_are_refused() {
    client.query(new byte[0], SECOND, 0);
    assertThatThrownBy(() -> client.query(new byte[0], SECOND, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("call 1 is under way");
  }

  private static long opening(GroupMessage message) {
    return ((Ask.Open) ((GroupMessage.Request) message).ask()).opening();
  }

  @Test
  void a_session_that_is_asked_for_again_has_the_same_name_and_the_next_another() {
    List<Long> openings = new ArrayList<>();
    Random random = new Random(3);
    ClientPort port =
        new ClientPort() {
          @Override
          public void send(String member, GroupMessage message) {
            if (((GroupMessage.Request) message).ask() instanceof Ask.Open) {
              openings.add(opening(message));
            }
          }

          @Override
          public void ended(long call, CallEnding ending) {}
        };
    GroupClient client = new GroupClient(List.of("a"), Duration.ofMillis(100), () -> 41, port);
    GroupClient other = new GroupClient(List.of("a"), Duration.ofMillis(100), random, port);
    client.command(new byte[1], SECOND, 0);
    client.tick(100 * MILLI);
    client.tick(1_000 * MILLI);
    client.command(new byte[1], SECOND, 1_000 * MILLI);
    assertThat(openings).hasSize(3).containsOnly(41L);

    openings.clear();
    other.command(new byte[1], SECOND, 0);
    long number = new Random(3).nextLong() + 1;
    other.receive("a", new GroupMessage.Reply(number, new Outcome.Opened(40)), 0);
    other.receive("a", new GroupMessage.Reply(number + 1, new Outcome.Expired()), 0);
    other.command(new byte[1], SECOND, 0);
    assertThat(openings).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void a_reply_of_a_stranger_counts_for_nothing() {
    client.query(new byte[0], SECOND, 0);
    reply("d", 1, new Outcome.Done(new byte[0]));
    assertThat(endings).isEmpty();
    assertThat(client.ignored()).isEqualTo(1);
    reply("b", 1, new Outcome.Done(new byte[0]));
    assertThat(endings).hasSize(1);
  }

  @Test
  void a_session_that_somebody_else_has_used_is_given_up() {
    client.command(new byte[1], SECOND, 0);
    reply("a", 1, new Outcome.Opened(40));
    reply("a", 2, new Outcome.Overtaken());
    assertThat(endings).containsExactly(new CallEnding.Forgotten());
    client.command(new byte[1], SECOND, 0);
    assertThat(sent.getLast()).isEqualTo("a 3: open a session");
  }

  @Test
  void nothing_is_repeated_before_its_time_and_it_says_when_that_is() {
    assertThat(client.wakeAt()).isEmpty();
    client.query(new byte[0], Duration.ofMillis(150), 0);
    assertThat(client.wakeAt()).hasValue(100 * MILLI);
    client.tick(100 * MILLI - 1);
    assertThat(sent).hasSize(1);
    client.tick(100 * MILLI);
    assertThat(sent).hasSize(2);
    assertThat(client.wakeAt()).hasValue(150 * MILLI);
    client.tick(150 * MILLI - 1);
    assertThat(endings).isEmpty();
    client.tick(150 * MILLI);
    assertThat(endings).containsExactly(new CallEnding.Late());
    assertThat(client.wakeAt()).isEmpty();
    assertThat(sent).hasSize(2);
  }

  @Test
  void a_hint_is_followed_only_of_the_member_that_was_asked_and_to_another_that_there_is() {
    client.query(new byte[0], SECOND, 0);
    reply("a", 1, new Outcome.Elsewhere(null));
    reply("a", 1, new Outcome.Elsewhere("a"));
    reply("a", 1, new Outcome.Elsewhere("d"));
    reply("b", 1, new Outcome.Elsewhere("c"));
    assertThat(sent).hasSize(1);
    reply("a", 1, new Outcome.Elsewhere("b"));
    assertThat(sent).containsExactly("a 1: query", "b 1: query");
  }

  @Test
  void after_a_retry_and_in_the_next_call_a_hint_is_followed_again() {
    client.query(new byte[0], SECOND, 0);
    reply("a", 1, new Outcome.Elsewhere("b"));
    client.tick(100 * MILLI);
    reply("c", 1, new Outcome.Elsewhere("a"));
    assertThat(sent).hasSize(4).last().isEqualTo("a 1: query");
    reply("a", 1, new Outcome.Done(new byte[0]));
    client.query(new byte[0], SECOND, 100 * MILLI);
    reply("a", 2, new Outcome.Elsewhere("b"));
    assertThat(sent).hasSize(6).last().isEqualTo("b 2: query");
  }

  @Test
  void a_command_is_the_same_however_often_it_is_sent() {
    List<Ask> asks = new ArrayList<>();
    ClientPort port =
        new ClientPort() {
          @Override
          public void send(String member, GroupMessage message) {
            asks.add(((GroupMessage.Request) message).ask());
          }

          @Override
          public void ended(long call, CallEnding ending) {}
        };
    GroupClient asking = new GroupClient(List.of("a"), Duration.ofMillis(100), () -> 0, port);
    byte[] bytes = {7};
    asking.command(bytes, SECOND, 0);
    assertThat(((Ask.Open) asks.getFirst()).opening()).isNotZero();
    bytes[0] = 8;
    asking.receive("a", new GroupMessage.Reply(1, new Outcome.Opened(40)), 0);
    asking.tick(100 * MILLI);
    for (Ask each : asks.subList(1, 3)) {
      assertThat(each)
          .isInstanceOfSatisfying(
              Ask.Command.class,
              command -> {
                assertThat(command.sequence()).isEqualTo(1);
                assertThat(command.bytes()).containsExactly(7);
              });
    }
  }

  @Test
  void a_session_that_nobody_asked_for_changes_nothing() {
    client.query(new byte[0], SECOND, 0);
    reply("a", 1, new Outcome.Opened(40));
    reply("a", 1, new Outcome.Done(new byte[0]));
    client.command(new byte[1], SECOND, 0);
    assertThat(sent.getLast()).isEqualTo("a 2: open a session");
  }
}
