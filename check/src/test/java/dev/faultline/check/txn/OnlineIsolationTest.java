package dev.faultline.check.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.faultline.check.Budget;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnlineIsolationTest {

  private static final int HISTORIES = Integer.getInteger("faultline.check.online", 3_000);
  private static final Budget BUDGET = Budget.deterministic(1_000_000);

  @ParameterizedTest(name = "{0}, forgetting from {1} on")
  @CsvSource({
    "READ_COMMITTED, 0",
    "READ_COMMITTED, 256",
    "SERIALIZABLE, 256",
    "STRONG_SESSION_SERIALIZABLE, 256",
    "STRICT_SERIALIZABLE, 0",
    "STRICT_SERIALIZABLE, 256"
  })
  void a_violation_is_known_at_the_first_event_that_makes_it_certain(TxnLevel level, int few) {
    long base = new Random().nextLong();
    int violations = 0;
    for (int i = 0; i < HISTORIES; i++) {
      violations += compare(level, few, base + i) ? 1 : 0;
    }
    assertThat(violations).isBetween(HISTORIES / 20, HISTORIES * 19 / 20);
  }

  /** The check of the whole history, asked again after each end, must say the same. */
  private static boolean compare(TxnLevel level, int few, long seed) {
    var random = new Random(seed);
    var run = new Run(random, 1 + random.nextInt(4), 1 + random.nextInt(3));
    var online = new OnlineIsolation(level, BUDGET, few);
    int end = 4 + random.nextInt(random.nextBoolean() ? 30 : 80);
    for (int i = 0; i < end; i++) {
      boolean ended = run.next(online, i > end - 8);
      if (ended) {
        var whole = Isolation.check(run.history(), level, BUDGET);
        String about =
            level + " seed " + seed + run.events + "\nwhole " + whole + "\n" + online.verdict();
        assertThat(online.violation().isPresent()).as(about).isEqualTo(whole.isInvalid());
        if (online.isDecided()) {
          return true;
        }
      }
    }
    return false;
  }

  /** Clients of a store of lists that answers wrongly now and then. */
  private static final class Run {
    private final Random random;
    private final int clients;
    private final int keys;
    private final double lies;
    private final double crashes;
    private final Map<Integer, List<Integer>> store = new HashMap<>();
    private final Map<Integer, Txn> open = new TreeMap<>();
    private final List<Txn> all = new ArrayList<>();
    private final StringBuilder events = new StringBuilder();
    private int nextClient;
    private int nextValue;
    private long position;

    private static final class Txn {
      int client;
      long called;
      long returned;
      TxnHistory.Status ended = TxnHistory.Status.INDETERMINATE;
      List<ListAccess> accesses = new ArrayList<>();
      boolean done;
    }

    Run(Random random, int clients, int keys) {
      this.random = random;
      this.clients = clients;
      this.keys = keys;
      this.nextClient = clients;
      this.lies = random.nextInt(3) * 0.1;
      this.crashes = random.nextInt(3) * 0.1;
    }

    /** Whether the event is an end. */
    boolean next(OnlineIsolation online, boolean onlyReads) {
      int slot = random.nextInt(clients);
      var txn = open.get(slot);
      if (txn == null) {
        open.put(slot, call(slot, online, onlyReads));
        return false;
      }
      if (!txn.done) {
        apply(txn);
      }
      if (random.nextBoolean()) {
        return false;
      }
      open.remove(slot);
      end(txn, online);
      return true;
    }

    private Txn call(int slot, OnlineIsolation online, boolean onlyReads) {
      var txn = new Txn();
      txn.client = slot;
      txn.called = position++;
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        int key = random.nextInt(keys);
        txn.accesses.add(
            onlyReads || random.nextBoolean()
                ? new ListAccess.Read(key, List.of())
                : new ListAccess.Append(key, nextValue++));
      }
      all.add(txn);
      events.append("\n" + txn.called + " call " + txn.client + " " + txn.accesses);
      online.called(txn.client + 1_000 * crashed(slot), txn.accesses);
      return txn;
    }

    private final Map<Integer, Integer> crashedOf = new HashMap<>();

    private int crashed(int slot) {
      return crashedOf.getOrDefault(slot, 0);
    }

    /** At an instant of its own, unless the store lies. */
    private void apply(Txn txn) {
      txn.done = true;
      for (int i = 0; i < txn.accesses.size(); i++) {
        var list = store.computeIfAbsent((int) txn.accesses.get(i).key(), _ -> new ArrayList<>());
        switch (txn.accesses.get(i)) {
          case ListAccess.Append(var _, var value) -> {
            int at = random.nextDouble() < lies ? random.nextInt(list.size() + 1) : list.size();
            if (random.nextDouble() >= lies / 2) {
              list.add(at, (int) value);
            }
          }
          case ListAccess.Read(var key, var _) -> {
            int seen = random.nextDouble() < lies ? random.nextInt(list.size() + 1) : list.size();
            txn.accesses.set(i, new ListAccess.Read(key, list.subList(0, seen)));
          }
        }
      }
    }

    private void end(Txn txn, OnlineIsolation online) {
      int client = txn.client + 1_000 * crashed(txn.client);
      if (random.nextDouble() < crashes) {
        boolean fail = random.nextBoolean();
        txn.ended = fail ? TxnHistory.Status.ABORTED : TxnHistory.Status.INDETERMINATE;
        txn.returned = position++;
        if (fail && random.nextDouble() >= lies) {
          store
              .values()
              .forEach(list ->
                  txn.accesses.forEach(a -> {
                    if (a instanceof ListAccess.Append(var _, var value)) {
                      list.remove(value);
                    }
                  }));
        }
        events.append("\n" + txn.returned + " " + txn.ended + " " + txn.client);
        txn.client = client;
        if (fail) {
          online.ended(client, new Outcome.Fail<>("fail"));
        } else {
          crashedOf.merge(client % 1_000, 1, Integer::sum);
          online.ended(client, new Outcome.Indeterminate<>("info"));
        }
        return;
      }
      txn.ended = TxnHistory.Status.COMMITTED;
      txn.returned = position++;
      events.append("\n" + txn.returned + " ok " + client + " " + txn.accesses);
      txn.client = client;
      online.ended(client, new Outcome.Ok<>(List.copyOf(txn.accesses)));
    }

    /** What is open may still end in any way. */
    TxnHistory history() {
      var builder = new TxnHistory.Builder();
      for (int i = 0; i < all.size(); i++) {
        var txn = all.get(i);
        boolean ok = txn.ended == TxnHistory.Status.COMMITTED;
        boolean unknown = txn.ended == TxnHistory.Status.INDETERMINATE;
        int client =
            open.containsValue(txn) ? txn.client + 1_000 * crashed(txn.client) : txn.client;
        builder.transaction(client, ok, unknown, txn.called, txn.returned, i + 1);
        for (var access : txn.accesses) {
          switch (access) {
            case ListAccess.Append(var key, var value) -> builder.append(key, value);
            case ListAccess.Read(var key, var values) -> {
              if (ok) {
                builder.readList(key, values);
              }
            }
          }
        }
      }
      return builder.build();
    }
  }

  @ParameterizedTest(name = "{0}, the last append to each key is seen: {1}")
  @CsvSource({"READ_COMMITTED, true", "STRICT_SERIALIZABLE, true", "STRICT_SERIALIZABLE, false"})
  void memory_does_not_grow_with_the_history(TxnLevel level, boolean lastIsSeen) {
    var online = new OnlineIsolation(level, BUDGET);
    List<Integer> list = new ArrayList<>();
    int most = 0;
    for (int i = 0; i < 20_000; i++) {
      int key = i / 100;
      var unknown = new ListAccess.Read(key, List.of());
      online.called(i % 5, List.of(unknown, append(key, i)));
      var seen = new ListAccess.Read(key, list);
      online.ended(i % 5, new Outcome.Ok<>(List.of(seen, append(key, i))));
      list.add(i);
      if (i % 100 == 99) {
        if (lastIsSeen) {
          online.called(7, List.of(unknown));
          online.ended(7, new Outcome.Ok<>(List.of(new ListAccess.Read(key, list))));
        }
        list.clear();
      }
      most = Math.max(most, online.kept());
    }
    assertThat(online.verdict().word()).isEqualTo("valid");
    assertThat(most).isLessThan(1_500);
  }

  /** Appends to k that nobody sees for long, in an order that other keys showed long ago. */
  @Test
  void what_an_unseen_append_came_before_is_not_forgotten() {
    var online = new OnlineIsolation(TxnLevel.STRICT_SERIALIZABLE, BUDGET, 0);
    var first = List.of(append(0, 1), append(1, 1));
    var last = List.of(append(0, 2), append(2, 2));
    var between = List.of(append(1, 3), append(2, 3));
    online.called(0, first);
    online.called(1, last);
    online.called(2, between);
    online.ended(0, new Outcome.Ok<>(first));
    online.ended(1, new Outcome.Ok<>(last));
    online.ended(2, new Outcome.Ok<>(between));
    read(online, 1, List.of(1, 3));
    read(online, 2, List.of(3, 2));
    for (int i = 0; i < 10; i++) {
      read(online, 1, List.of(1, 3));
    }
    assertThat(online.isDecided()).isFalse();
    read(online, 0, List.of(2, 1));
    assertThat(online.verdict().summary()).contains("invalid", "G0", "T0", "T1", "T2");
  }

  @Test
  void an_append_cannot_come_before_one_that_was_over_long_before() {
    var online = new OnlineIsolation(TxnLevel.STRICT_SERIALIZABLE, BUDGET, 0);
    online.called(0, List.of(append(0, 1)));
    online.ended(0, new Outcome.Ok<>(List.of(append(0, 1))));
    for (int i = 0; i < 10; i++) {
      read(online, 1, List.of());
    }
    online.called(1, List.of(append(0, 2)));
    online.ended(1, new Outcome.Ok<>(List.of(append(0, 2))));
    assertThat(online.isDecided()).isFalse();
    read(online, 0, List.of(2, 1));
    assertThat(online.verdict().summary()).contains("invalid", "G0-realtime", "T11", "T0");
  }

  private static void read(OnlineIsolation online, int key, List<?> values) {
    online.called(9, List.of(new ListAccess.Read(key, List.of())));
    online.ended(9, new Outcome.Ok<>(List.of(new ListAccess.Read(key, values))));
  }

  private static ListAccess append(int key, int value) {
    return new ListAccess.Append(key, value);
  }

  @Test
  void running_out_of_memory_is_unknown() {
    var online = new OnlineIsolation(TxnLevel.SERIALIZABLE, BUDGET.withMemory(10 * 1_024));
    for (int i = 0; i < 12; i++) {
      online.called(0, List.of(append(1, i)));
      online.ended(0, new Outcome.Ok<>(List.of(append(1, i))));
    }
    assertThat(online.verdict().summary()).contains("unknown", "more than 10 transactions");
  }

  @Test
  void a_level_that_is_no_question_of_one_growing_graph_is_refused_by_name() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OnlineIsolation(TxnLevel.SNAPSHOT_ISOLATION, BUDGET))
        .withMessageContaining("snapshot-isolation is not checked online");
  }

  @Test
  void a_value_is_appended_once() {
    var online = new OnlineIsolation(TxnLevel.SERIALIZABLE, BUDGET);
    online.called(0, List.of(append(1, 7)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> online.called(1, List.of(append(1, 7))))
        .withMessageContaining("value 7 of key 1");
  }
}
