package dev.faultline.link.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.link.Egress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgendaTest {
  private final List<Due> polled = new ArrayList<>();

  private final class Idle extends Due {
    @Override
    boolean ended() {
      return false;
    }

    @Override
    void onTimer(long now) {}

    @Override
    boolean poll(long now, Egress egress) {
      return polled.add(this);
    }

    @Override
    long nextDeadline() {
      return Long.MAX_VALUE;
    }
  }

  @Test
  void one_that_found_no_room_gets_there_later() {
    boolean[] noRoom = {true};
    Agenda agenda =
        new Agenda(all -> {
          if (noRoom[0]) {
            throw new OutOfMemoryError("as planned");
          }
          return Arrays.copyOf(all, 2 * all.length);
        });
    List<Due> all = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      all.add(new Idle());
    }
    all.subList(0, 16).forEach(agenda::busy);
    assertThatThrownBy(() -> agenda.busy(all.getLast())).isInstanceOf(OutOfMemoryError.class);
    noRoom[0] = false;
    agenda.busy(all.getLast());
    agenda.poll(0, true, (peer, segment, offset, length) -> true);
    assertThat(polled).containsExactlyElementsOf(all);
  }
}
