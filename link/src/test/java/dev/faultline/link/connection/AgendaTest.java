package dev.faultline.link.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.link.Egress;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AgendaTest {
  private final List<Due> polled = new ArrayList<>();

  private boolean noRoom = true;
  private final Agenda agenda =
      new Agenda(all -> {
        if (noRoom) {
          throw new OutOfMemoryError("as planned");
        }
        return Arrays.copyOf(all, 2 * all.length);
      });

  private class Idle extends Due {
    long at = Long.MAX_VALUE;
    boolean over;

    @Override
    boolean ended() {
      return over;
    }

    @Override
    void onTimer(long now) {}

    @Override
    boolean poll(long now, Egress egress) {
      return polled.add(this);
    }

    @Override
    long nextDeadline() {
      return at;
    }

    @Override
    void outOfMemory() {
      over = true;
    }
  }

  private List<Idle> idle(int count) {
    return Stream.generate(Idle::new).limit(count).toList();
  }

  private void poll(long now) {
    polled.clear();
    agenda.poll(now, true, (peer, segment, offset, length) -> true);
  }

  @Test
  void one_that_found_no_room_gets_there_later() {
    List<Idle> all = idle(17);
    all.subList(0, 16).forEach(agenda::busy);
    assertThatThrownBy(() -> agenda.busy(all.getLast())).isInstanceOf(OutOfMemoryError.class);
    noRoom = false;
    agenda.busy(all.getLast());
    poll(0);
    assertThat(polled).containsExactlyElementsOf(all);
  }

  /** It was on no list any more, so that it neither sent nor ended until something came. */
  @Test
  void one_whose_time_comes_when_there_is_no_room_hears_so_and_others_have_their_turn() {
    List<Idle> waiting = idle(3);
    waiting.forEach(each -> each.at = 1_000);
    waiting.forEach(agenda::busy);
    poll(0);
    List<Idle> busy = idle(15);
    busy.forEach(agenda::busy);
    agenda.onTimer(1_000);
    assertThat(waiting).filteredOn(each -> each.over).hasSize(2);
    poll(1_000);
    assertThat(polled).containsAll(busy).containsAnyElementsOf(waiting);
    assertThat(waiting).filteredOn(each -> each.over).noneMatch(each -> each.heapIndex >= 0);
  }

  @Test
  void one_that_throws_and_those_behind_it_have_their_turn_in_the_next_poll_once() {
    List<Due> all = new ArrayList<>(idle(2));
    boolean[] throwing = {true};
    all.add(
        new Idle() {
          @Override
          boolean poll(long now, Egress egress) {
            if (throwing[0]) {
              throw new IllegalStateException("as planned");
            }
            return super.poll(now, egress);
          }
        });
    all.addAll(idle(2));
    all.forEach(agenda::busy);
    assertThatThrownBy(() -> poll(0)).hasMessage("as planned");
    throwing[0] = false;
    poll(0);
    assertThat(polled).containsExactlyElementsOf(all.subList(2, 5));
    poll(0);
    assertThat(polled).isEmpty();
  }

  /** A connection that needs room for one packet, of which a poll has few. */
  private final class Sender extends Idle {
    boolean greedy;
    int asked;
    int timers;
    int sent;

    @Override
    void onTimer(long now) {
      timers++;
    }

    @Override
    boolean poll(long now, Egress egress) {
      if (!egress.send(0, MemorySegment.NULL, 0, 0)) {
        return false;
      }
      sent++;
      return !greedy || poll(now, egress);
    }

    @Override
    long nextDeadline() {
      asked++;
      return at;
    }
  }

  private void poll(long now, int room) {
    int[] left = {room};
    agenda.poll(now, room > 0, (peer, segment, offset, length) -> left[0]-- > 0);
  }

  /** Each poll looked at all of them, so that many were served at the square of the cost. */
  @Test
  void those_that_there_is_no_room_for_wait_for_their_turn_and_cost_nothing_meanwhile() {
    noRoom = false;
    List<Sender> all = Stream.generate(Sender::new).limit(1_000).toList();
    all.forEach(agenda::busy);
    for (int i = 0; i < 1_000 / 32; i++) {
      poll(0, 32);
    }
    assertThat(all.subList(0, 31 * 32)).allMatch(each -> each.sent == 1);
    assertThat(all.stream().mapToInt(each -> each.asked).sum()).isLessThan(2_200);
    poll(0, 32);
    assertThat(all).allMatch(each -> each.sent == 1);
    assertThat(agenda.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void one_that_takes_all_the_room_that_there_is_does_not_keep_the_others_from_sending() {
    noRoom = false;
    List<Sender> all = Stream.generate(Sender::new).limit(40).toList();
    all.getFirst().greedy = true;
    all.get(20).greedy = true;
    all.forEach(agenda::busy);
    for (int i = 0; i < 8; i++) {
      poll(0, 10);
    }
    assertThat(all).allMatch(each -> each.sent > 0);
  }

  @Test
  void time_passes_for_those_that_there_is_no_room_for() {
    List<Sender> all = Stream.generate(Sender::new).limit(10).toList();
    all.forEach(each -> each.at = 1_000_000_000);
    all.forEach(agenda::busy);
    for (long now = 0; now <= 1_100_000_000; now += 10_000_000) {
      agenda.onTimer(now);
      poll(now, 0);
    }
    assertThat(all).allMatch(each -> each.timers > 0);
    assertThat(all).allMatch(each -> each.sent == 0);
    poll(1_100_000_000, 10);
    assertThat(all).allMatch(each -> each.sent == 1);
  }

  @Test
  void turns_are_kept_when_the_list_grows_at_any_place() {
    noRoom = false;
    for (int before = 0; before < 16; before++) {
      List<Sender> first = Stream.generate(Sender::new).limit(before).toList();
      first.forEach(agenda::busy);
      poll(0, 100);
      List<Idle> all = idle(40);
      all.forEach(agenda::busy);
      poll(0L);
      assertThat(polled).containsExactlyElementsOf(all);
    }
  }

  @Test
  void who_is_over_is_not_held_on_to() {
    DeadlineHeap heap = new DeadlineHeap();
    List<Idle> all = idle(40);
    for (int i = 0; i < all.size(); i++) {
      heap.update(all.get(i), i * 7 % 40);
    }
    all.forEach(heap::remove);
    assertThat(heap.held()).isZero();
  }
}
