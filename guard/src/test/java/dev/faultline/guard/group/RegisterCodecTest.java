package dev.faultline.guard.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.group.RegisterMessage.Accept;
import dev.faultline.guard.group.RegisterMessage.Accepted;
import dev.faultline.guard.group.RegisterMessage.Decided;
import dev.faultline.guard.group.RegisterMessage.Held;
import dev.faultline.guard.group.RegisterMessage.Hold;
import dev.faultline.guard.group.RegisterMessage.Holding;
import dev.faultline.guard.group.RegisterMessage.Prepare;
import dev.faultline.guard.group.RegisterMessage.Promised;
import dev.faultline.guard.group.RegisterMessage.Query;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RegisterCodecTest {
  private static final Tag TAG = new Tag(7, "writer", 1L << 33);
  private static final Ballot BALLOT = new Ballot(3, "b", 9);
  private static final Configurations TWO =
      Configurations.first(List.of("a", "b")).with(new Configuration(1, List.of("c")));

  private final RegisterCodec<String> codec =
      new RegisterCodec<>(value -> value.getBytes(UTF_8), bytes -> new String(bytes, UTF_8));

  static List<RegisterMessage<String>> messages() {
    long phase = Long.MAX_VALUE;
    return List.of(
        new Query<>(phase, TWO),
        new Held<>(phase, TWO, TAG, "ä"),
        new Hold<>(phase, TWO, TAG, ""),
        new Holding<>(phase, TWO),
        new Prepare<>(phase, TWO, BALLOT),
        new Promised<>(phase, TWO, BALLOT, Ballot.ZERO, List.of()),
        new Accept<>(phase, TWO, BALLOT, List.of("a", "c")),
        new Accepted<>(phase, TWO, BALLOT),
        new Decided<>(phase, TWO));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void a_message_is_what_it_was(RegisterMessage<String> message) {
    assertThat(codec.decode(codec.encode(message))).isEqualTo(message);
  }

  @Test
  void a_state_is_what_it_was() {
    RegisterState<String> state = new RegisterState<>(TAG, "x", TWO, BALLOT, BALLOT, List.of("d"));
    assertThat(codec.decodeState(codec.encode(state))).isEqualTo(state);
  }

  @Test
  void what_no_bytes_can_say_is_refused_when_it_is_made() {
    String name = "x".repeat(70_000);
    Configurations longNames = Configurations.first(List.of(name));
    assertThatThrownBy(() -> codec.encode(new Query<>(1, longNames)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a name is longer than 65,535 bytes");
    List<String> many = IntStream.rangeClosed(0, 10_000).mapToObj(Integer::toString).toList();
    assertThatThrownBy(() -> new Configuration(0, many))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("members are 10001, expected at most 10000");
  }

  @Test
  void a_number_after_which_the_next_would_be_the_lowest_is_refused() {
    for (long number : new long[] {Long.MAX_VALUE, (1L << 62) + 1}) {
      Configurations far = new Configurations(List.of(new Configuration(number, List.of("a"))));
      for (RegisterMessage<String> each :
          List.<RegisterMessage<String>>of(
              new Hold<>(1, TWO, new Tag(number, "w", 1), "x"),
              new Prepare<>(1, TWO, new Ballot(number, "w", 1)),
              new Query<>(1, far))) {
        byte[] bytes = codec.encode(each);
        assertThatThrownBy(() -> codec.decode(bytes))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("number is " + number);
      }
    }
    Hold<String> highest = new Hold<>(1, TWO, new Tag(1L << 62, "w", 1), "x");
    assertThat(codec.decode(codec.encode(highest))).isEqualTo(highest);
    assertThatThrownBy(() -> new Tag(Long.MAX_VALUE + 1, "w", 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Ballot(-1, "w", 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void other_bytes_are_refused_and_take_no_memory() {
    byte[] bytes = codec.encode(new Held<>(1, TWO, TAG, "value"));
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> codec.decode(cut))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not a message of a register");
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatThrownBy(() -> codec.decode(longer)).hasMessageContaining("1 bytes too many");
    Random random = new Random(5);
    for (int i = 0; i < 10_000; i++) {
      byte[] changed = bytes.clone();
      changed[random.nextInt(bytes.length)] = (byte) random.nextInt();
      try {
        codec.decode(changed);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("not a message of a register");
      }
    }
  }
}
