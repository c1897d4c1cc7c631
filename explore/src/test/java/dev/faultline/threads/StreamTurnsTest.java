package dev.faultline.threads;

import static dev.faultline.threads.Searched.FIELDS;
import static dev.faultline.threads.Searched.isNamed;
import static dev.faultline.threads.Searched.isProved;
import static dev.faultline.threads.Searched.node;
import static dev.faultline.threads.Searched.pair;

import dev.faultline.sim.setup.Interleaving;
import java.util.ArrayList;
import java.util.List;
import java.util.Vector;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Issue 11: a stream reads its collection when its last call is made, before which threads got no
 * turn and of which nobody was told.
 */
@Timeout(60)
final class StreamTurnsTest {
  private static Searched.Told twoCounts(Interleaving turns, List<String> made) {
    return node(
        turns,
        world ->
            env -> {
              List<String> list = made instanceof Vector ? new Vector<>() : new ArrayList<>();
              Thread other = Thread.startVirtualThread(() -> list.add("one"));
              Stream<String> one = list.stream();
              Stream<String> two = list.stream();
              long before = one.count();
              long after = two.count();
              other.join();
              world.outcome(before + " " + after);
            });
  }

  @Test
  void a_turn_is_taken_before_a_stream_reads() {
    isProved(twoCounts(Interleaving.LOCKS, new Vector<>()), "0 0", "0 1", "1 1");
    isProved(twoCounts(FIELDS, new ArrayList<>()), "0 0", "0 1", "1 1");
  }

  @Test
  void a_reference_to_a_streams_last_call_is_named() {
    isNamed(
        pair(
            Interleaving.LOCKS,
            Vector<String>::new,
            v -> {
              LongSupplier count = v.stream()::count;
              if (count.getAsLong() == 0) {
                v.add("one");
              }
            },
            v -> v.add("two"),
            Vector::size),
        "Stream::count");
  }
}
