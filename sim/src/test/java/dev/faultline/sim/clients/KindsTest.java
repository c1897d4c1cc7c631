package dev.faultline.sim.clients;

import static dev.faultline.sim.workload.Consistency.linearizable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.check.model.BankOp;
import dev.faultline.check.model.CounterOp;
import dev.faultline.check.model.KeyValueOp;
import dev.faultline.check.model.KeyedOp;
import dev.faultline.check.model.ListOp;
import dev.faultline.check.model.LockOp;
import dev.faultline.check.model.Nil;
import dev.faultline.check.model.QueueOp;
import dev.faultline.check.model.RegisterOp;
import dev.faultline.check.model.SetOp;
import dev.faultline.core.Address;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import dev.faultline.sim.Clients;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.workload.Banks;
import dev.faultline.sim.workload.Counters;
import dev.faultline.sim.workload.KeyValues;
import dev.faultline.sim.workload.Keyed;
import dev.faultline.sim.workload.Kind;
import dev.faultline.sim.workload.Lists;
import dev.faultline.sim.workload.Locks;
import dev.faultline.sim.workload.Queues;
import dev.faultline.sim.workload.Registers;
import dev.faultline.sim.workload.Request;
import dev.faultline.sim.workload.Sets;
import dev.faultline.sim.workload.Share;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each kind of object against one that is right, and one that forgets every fifth change. */
final class KindsTest {
  /** What the server answers; null where it has failed for sure. */
  @FunctionalInterface
  private interface Machine<I> {
    @Nullable Object apply(I input);
  }

  private static final int OPERATIONS = 30;

  @SuppressWarnings("unchecked") // the clients ask for nothing else
  private static <I> Clients<I, Object> run(
      Rig rig, Kind<I, Object> kind, List<Share<I>> mix, Machine<I> machine, boolean forgets) {
    int[] changes = {0};
    Address server =
        rig.world.node(
            "server",
            () ->
                new Scripted()
                    .onReceive((env, from, message) -> {
                      if (message instanceof Request<?> request) {
                        I input = (I) request.input();
                        boolean reads = kind.model().readOnly(input, UNKNOWN);
                        boolean forgotten = forgets && !reads && ++changes[0] % 5 == 0;
                        Object output = forgotten ? Nil.NIL : machine.apply(input);
                        env.send(
                            from, output == null ? request.failed("no") : request.done(output));
                      }
                    }));
    Clients<I, Object> clients =
        rig.world.clients(3, kind).mix(mix.toArray(new Share[0])).to(server).operations(OPERATIONS);
    rig.world.check(clients, linearizable());
    return clients;
  }

  private static final Outcome<Object> UNKNOWN = new Outcome.Indeterminate<>("");

  private static <I> void isRightAndFoundOut(
      Kind<I, Object> kind, List<Share<I>> mix, Supplier<Machine<I>> machine) {
    Rig right = Rig.quiet();
    Clients<I, Object> clients = run(right, kind, mix, machine.get(), false);
    right.runWell();
    List<Operation<I, Object>> operations = clients.history().operations();
    assertThat(operations).hasSize(3 * OPERATIONS).noneMatch(Operation::isIndeterminate);
    assertThat(operations).anyMatch(Operation::isOk);
    assertThat(operations.stream().map(op -> shape(op.input())).distinct().count())
        .isGreaterThanOrEqualTo(mix.size());
    Rig wrong = Rig.quiet();
    run(wrong, kind, mix, machine.get(), true);
    assertThat(wrong.run().violation()).as("%s that forgets", kind).isNotNull();
  }

  private static Class<?> shape(Object input) {
    return input instanceof KeyedOp<?> keyed ? shape(keyed.input()) : input.getClass();
  }

  private static Machine<RegisterOp> register() {
    Object[] value = {0};
    return input ->
        switch (input) {
          case RegisterOp.Read() -> value[0];
          case RegisterOp.Write(var next) -> {
            value[0] = next;
            yield Nil.NIL;
          }
          case RegisterOp.Cas(var expected, var next) -> {
            boolean matches = value[0].equals(expected);
            if (matches) {
              value[0] = next;
            }
            yield matches;
          }
        };
  }

  @Test
  void registers() {
    isRightAndFoundOut(
        Registers.register(0),
        List.of(Registers.read(2), Registers.write(1), Registers.cas(1)),
        KindsTest::register);
  }

  @Test
  void many_registers() {
    isRightAndFoundOut(
        Keyed.keyed(Registers.register(0)),
        List.of(
            Keyed.on(List.of("x", "y"), Registers.read(2), Registers.write(1), Registers.cas(1))),
        () -> {
          Map<Object, Machine<RegisterOp>> each = new HashMap<>();
          return input -> each.computeIfAbsent(input.key(), key -> register()).apply(input.input());
        });
  }

  @Test
  void sets() {
    isRightAndFoundOut(
        Sets.set(),
        List.of(Sets.add(2), Sets.remove(1), Sets.contains(1), Sets.readAll(1)),
        () -> {
          TreeSet<Integer> all = new TreeSet<>();
          return input ->
              switch (input) {
                case SetOp.Add(var value) -> {
                  all.add((Integer) value);
                  yield Nil.NIL;
                }
                case SetOp.Remove(var value) -> {
                  all.remove((Integer) value);
                  yield Nil.NIL;
                }
                case SetOp.Contains(var value) -> all.contains((Integer) value);
                case SetOp.ReadAll() -> new TreeSet<>(all);
              };
        });
  }

  private static Supplier<Machine<QueueOp>> queue(Function<Deque<Object>, @Nullable Object> take) {
    return () -> {
      Deque<Object> all = new ArrayDeque<>();
      return input ->
          switch (input) {
            case QueueOp.Put(var value) -> {
              all.add(value);
              yield Nil.NIL;
            }
            case QueueOp.Take() -> {
              Object taken = take.apply(all);
              yield taken == null ? Nil.NIL : taken;
            }
          };
    };
  }

  private static final List<Share<QueueOp>> PUTS_AND_TAKES = List.of(Queues.put(1), Queues.take(1));

  @Test
  void queues() {
    isRightAndFoundOut(Queues.fifoQueue(), PUTS_AND_TAKES, queue(Deque::pollFirst));
    isRightAndFoundOut(Queues.unorderedQueue(), PUTS_AND_TAKES, queue(Deque::pollFirst));
    isRightAndFoundOut(Queues.stack(), PUTS_AND_TAKES, queue(Deque::pollLast));
    isRightAndFoundOut(
        Queues.priorityQueue(),
        PUTS_AND_TAKES,
        queue(all -> {
          Object least = new PriorityQueue<>(all).poll();
          if (least != null) {
            all.remove(least);
          }
          return least;
        }));
  }

  @Test
  void lists() {
    isRightAndFoundOut(
        Lists.appendList(),
        List.of(Lists.append(1), Lists.readAll(1)),
        () -> {
          List<Object> all = new ArrayList<>();
          return input ->
              switch (input) {
                case ListOp.Append(var value) -> {
                  all.add(value);
                  yield Nil.NIL;
                }
                case ListOp.ReadAll() -> List.copyOf(all);
              };
        });
  }

  @Test
  void counters() {
    isRightAndFoundOut(
        Counters.counter(),
        List.of(Counters.add(1), Counters.addAndGet(1), Counters.get(1)),
        () -> {
          long[] sum = {0};
          return input ->
              switch (input) {
                case CounterOp.Add(var delta) -> {
                  sum[0] += delta;
                  yield Nil.NIL;
                }
                case CounterOp.AddAndGet(var delta) -> sum[0] += delta;
                case CounterOp.Get() -> sum[0];
              };
        });
  }

  @Test
  void banks() {
    isRightAndFoundOut(
        Banks.bank(List.of("a", "b", "c"), 20),
        List.of(Banks.transfer(1), Banks.readAll(1)),
        () -> {
          TreeMap<Object, Long> all = new TreeMap<>(Map.of("a", 20L, "b", 20L, "c", 20L));
          return input ->
              switch (input) {
                case BankOp.Transfer(var from, var to, var amount) -> {
                  assertThat(from).isNotEqualTo(to);
                  boolean enough = all.getOrDefault(from, 0L) >= amount;
                  if (enough) {
                    all.merge(from, -amount, Long::sum);
                    all.merge(to, amount, Long::sum);
                  }
                  yield enough;
                }
                case BankOp.ReadAll() -> new TreeMap<>(all);
              };
        });
    assertThatThrownBy(() -> Banks.bank(List.of("a", "a"), 1))
        .hasMessage("accounts are [a, a], expected two or more different names");
  }

  private static Supplier<Machine<LockOp>> lock(boolean fenced) {
    return () -> {
      Object[] owner = {Nil.NIL};
      long[] token = {0};
      return input ->
          switch (input) {
            case LockOp.Acquire(var by) -> {
              if (owner[0] != Nil.NIL) {
                yield null;
              }
              owner[0] = by;
              yield fenced ? (Object) (++token[0]) : Nil.NIL;
            }
            case LockOp.Release(var by) -> {
              assertThat(by).isEqualTo(owner[0]);
              owner[0] = Nil.NIL;
              yield Nil.NIL;
            }
          };
    };
  }

  @Test
  void locks() {
    for (boolean fenced : new boolean[] {false, true}) {
      Rig rig = Rig.quiet();
      Clients<LockOp, Object> clients =
          run(
              rig,
              fenced ? Locks.fencedLock() : Locks.mutex(),
              List.of(Locks.acquireAndRelease()),
              lock(fenced).get(),
              false);
      rig.runWell();
      List<Operation<LockOp, Object>> operations = clients.history().operations();
      assertThat(operations).anyMatch(Operation::isFail);
      assertThat(operations)
          .filteredOn(op -> op.input() instanceof LockOp.Release)
          .isNotEmpty()
          .allMatch(Operation::isOk);
    }
    Rig wrong = Rig.quiet();
    run(wrong, Locks.mutex(), List.of(Locks.acquireAndRelease()), input -> Nil.NIL, false);
    assertThat(wrong.run().violation()).isNotNull();
  }

  @Test
  void key_values() {
    List<String> keys = List.of("x", "y");
    isRightAndFoundOut(
        KeyValues.keyValue(),
        List.of(KeyValues.get(2, keys), KeyValues.put(1, keys), KeyValues.append(1, keys)),
        () -> {
          Map<String, String> all = new HashMap<>();
          return input ->
              switch (input) {
                case KeyValueOp.Get(var key) -> all.getOrDefault(key, "");
                case KeyValueOp.Put(var key, var value) -> {
                  all.put(key, (String) value);
                  yield Nil.NIL;
                }
                case KeyValueOp.Append(var key, var value) -> {
                  all.merge(key, value, String::concat);
                  yield Nil.NIL;
                }
              };
        });
  }
}
