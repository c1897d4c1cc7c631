package dev.faultline.guard.repair;

import dev.faultline.guard.repair.RepairRound.Order.Promise;
import dev.faultline.guard.repair.RepairRound.Order.Settle;
import dev.faultline.guard.repair.RepairRound.Outgoing.Ask;
import dev.faultline.guard.repair.RepairRound.Outgoing.Tell;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Three replicas, and rounds among them whose messages may be lost. */
abstract class RepairRounds {
  static final Duration AGAIN = Duration.ofMillis(10);

  /** What the clocks of the replicas say. */
  static final long CLOCK = 1_000_000;

  final TreeMap<String, EntryStore> stores =
      new TreeMap<>(Map.of("a", new EntryStore(2), "b", new EntryStore(2), "c", new EntryStore(2)));

  EntryStore store(String name) {
    return Objects.requireNonNull(stores.get(name));
  }

  /** One message of the round; whether it was answered. */
  void step(RepairRound round, long now, boolean isLost) {
    Optional<RepairRound.Outgoing> out = round.next(now);
    if (out.isEmpty() || isLost) {
      return;
    }
    EntryStore to = store(out.get().to());
    switch (out.get()) {
      case Tell tell -> {
        switch (tell.order()) {
          case Promise(var time) -> {
            if (!to.promise(time, CLOCK)) {
              return;
            }
          }
          case Settle(var time) -> to.settle(time);
        }
        round.acknowledged(tell.to(), tell.order());
      }
      case Ask(var name, var question) -> round.answered(name, RangeSync.answer(to, question), now);
    }
  }

  RepairRound round(long time) {
    return new RepairRound(store("a"), List.of("b", "c"), time, 0, AGAIN);
  }

  void finish(RepairRound round) {
    for (long now = 0; !round.isDone(); now += AGAIN.toNanos()) {
      step(round, now, false);
    }
  }

  static void rot(EntryStore store, String key) {
    byte[] sealed = Objects.requireNonNull(store.sealed(key));
    sealed[sealed.length - 1] ^= 1;
  }

  void sync(String one, String other) {
    RangeSync sync = new RangeSync(store(one), 1_000_000, AGAIN, 0);
    while (!sync.isDone()) {
      sync.received(RangeSync.answer(store(other), sync.next(0).orElseThrow()), 0);
    }
  }
}
