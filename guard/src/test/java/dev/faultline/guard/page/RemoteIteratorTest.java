package dev.faultline.guard.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.page.PageMessage.Ask;
import dev.faultline.guard.page.PageMessage.Consistency;
import dev.faultline.guard.page.PageMessage.Entry;
import dev.faultline.guard.page.PageMessage.Refused;
import dev.faultline.guard.page.RemoteIterator.Settings;
import dev.faultline.guard.page.RemoteIterator.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class RemoteIteratorTest {
  private static final Settings SETTINGS =
      new Settings(2, Duration.ofSeconds(1), Duration.ofMillis(100), Consistency.OWNER);

  private final List<TreeMap<String, Integer>> partitions =
      List.of(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
  private final List<Ask<Integer>> asked = new ArrayList<>();
  private final List<String> owners = new ArrayList<>();

  private int walks;

  private RemoteIterator<Integer> from(Cursor cursor) {
    return new RemoteIterator<>(
        cursor,
        walks++,
        3,
        SETTINGS,
        partition -> "owner-" + partition,
        (to, ask) -> {
          owners.add(to);
          asked.add(ask);
        },
        0);
  }

  private void answer(RemoteIterator<Integer> walk) {
    Ask<Integer> ask = asked.getLast();
    walk.receive(Pages.answer(partitions.get(ask.partition()), ask), 0);
  }

  private List<String> rest(RemoteIterator<Integer> walk) {
    List<String> keys = new ArrayList<>();
    while (!(walk.state() instanceof State.Done)) {
      Entry<Integer> next = walk.poll(0);
      if (next == null) {
        answer(walk);
      } else {
        keys.add(next.key());
      }
    }
    return keys;
  }

  private void fill() {
    List.of("a", "c", "e", "g", "i").forEach(key -> partitions.get(0).put(key, 1));
    List.of("b", "d").forEach(key -> partitions.get(2).put(key, 2));
  }

  @Test
  void all_partitions_are_walked_over_also_empty_ones() {
    fill();
    assertThat(rest(from(Cursor.START))).containsExactly("a", "c", "e", "g", "i", "b", "d");
    assertThat(owners).contains("owner-0", "owner-1", "owner-2");
  }

  @Test
  void keys_that_come_and_go_meanwhile_move_no_others() {
    fill();
    RemoteIterator<Integer> walk = from(Cursor.START);
    answer(walk);
    assertThat(walk.poll(0)).isEqualTo(new Entry<>("a", 1));
    partitions.get(0).put("aa", 3);
    partitions.get(0).remove("a");
    partitions.get(0).put("f", 3);
    assertThat(rest(walk)).containsExactly("c", "e", "f", "g", "i", "b", "d");
  }

  @Test
  void a_walk_goes_on_elsewhere_from_its_cursor() {
    fill();
    RemoteIterator<Integer> walk = from(Cursor.START);
    answer(walk);
    walk.poll(0);
    Cursor cursor = Cursor.parse(walk.cursor().text());
    assertThat(cursor).isEqualTo(new Cursor(0, "a"));
    assertThat(rest(from(cursor))).containsExactly("c", "e", "g", "i", "b", "d");
  }

  @Test
  void a_late_page_of_an_earlier_walk_is_none_of_this() {
    fill();
    from(Cursor.START);
    Ask<Integer> earlier = asked.getLast();
    RemoteIterator<Integer> walk = from(new Cursor(2, "b"));
    walk.receive(Pages.answer(partitions.getFirst(), earlier), 0);
    assertThat(walk.ignored()).isEqualTo(1);
    assertThat(rest(walk)).containsExactly("d");
  }

  @Test
  void a_cursor_of_more_partitions_does_not_end_a_walk_without_a_word() {
    assertThatThrownBy(() -> from(new Cursor(4, "k")))
        .hasMessage(
            "cursor '4:k' is of partition 4, expected 0 to 3: a walk over as many partitions");
    assertThat(from(new Cursor(3, "")).state()).isEqualTo(new State.Done());
  }

  @Test
  void an_empty_key_is_refused_rather_than_left_out() {
    partitions.getFirst().put("", 1);
    RemoteIterator<Integer> walk = from(Cursor.START);
    assertThatThrownBy(() -> answer(walk)).hasMessageContaining("expected at least one character");
  }

  @Test
  void what_is_refused_is_asked_again_and_in_the_end_named() {
    fill();
    RemoteIterator<Integer> walk = from(Cursor.START);
    walk.receive(new Refused<>(1, "moved to d"), 0);
    assertThat(walk.state()).isEqualTo(new State.Waiting());
    walk.tick(Duration.ofMillis(100).toNanos());
    assertThat(asked).hasSize(2);
    walk.receive(Pages.answer(partitions.getFirst(), asked.getFirst()), 0);
    assertThat(walk.ignored()).as("an answer to the request before").isEqualTo(1);
    walk.tick(Duration.ofSeconds(1).toNanos());
    assertThat(walk.state())
        .isEqualTo(
            new State.Late(
                "the page after '' of partition 0 did not come within PT1S; refused: moved to d"));
    assertThat(walk.wakeAt()).isEmpty();
  }

  @Test
  void a_page_that_comes_again_is_not_handed_over_again() {
    fill();
    RemoteIterator<Integer> walk = from(Cursor.START);
    answer(walk);
    answer(walk);
    assertThat(walk.poll(0)).isEqualTo(new Entry<>("a", 1));
    assertThat(walk.poll(0)).isEqualTo(new Entry<>("c", 1));
    assertThat(walk.poll(0)).isNull();
  }

  @Test
  void what_is_no_cursor_is_refused_by_name() {
    assertThatThrownBy(() -> Cursor.parse("x:1")).hasMessageContaining("'12:key'");
    assertThat(Cursor.parse("3:a:b")).isEqualTo(new Cursor(3, "a:b"));
  }
}
