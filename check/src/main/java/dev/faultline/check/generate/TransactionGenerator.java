package dev.faultline.check.generate;

import dev.faultline.check.generate.TransactionLog.Access;
import dev.faultline.check.generate.TransactionLog.Ending;
import dev.faultline.check.generate.TransactionLog.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Runs transactions of concurrent clients against a store and records what they observe. Without a
 * lag each transaction takes effect at one instant between its call and its return, so every
 * history is strictly serializable.
 *
 * <p>The seed determines the log. Half of the operations are reads. Values are unique. A key is
 * retired after some writes, as in Elle's workloads, so lists stay short.
 *
 * @param lists append-only lists rather than registers
 * @param transactions how many
 * @param operations in each of them
 * @param clients how many run at once
 * @param keys how many are in use at once
 * @param writesPerKey after how many writes a key is retired
 * @param unacknowledged share of transactions that abort; the same share again ends indeterminate
 * @param lag by how many writes of a key a read may be stale; 0 for a correct store
 */
public record TransactionGenerator(
    boolean lists,
    int transactions,
    int operations,
    int clients,
    int keys,
    int writesPerKey,
    double unacknowledged,
    int lag) {

  /** A generator for a correct store: ten clients, ten keys at a time, 32 writes per key. */
  public static TransactionGenerator honest(boolean lists, int transactions, int operations) {
    return new TransactionGenerator(lists, transactions, operations, 10, 10, 32, 0.01, 0);
  }

  /** The log of this seed. */
  public TransactionLog generate(long seed) {
    return new TransactionLog(lists, new Run(new Random(seed)).go());
  }

  private static final class Client {
    int id;
    boolean open;
    long called;
    @Nullable List<Access> done;
    Ending ending = Ending.COMMITTED;

    Client(int id) {
      this.id = id;
    }
  }

  private final class Run {
    private final Random random;
    private final List<Transaction> finished = new ArrayList<>();
    private final Map<Long, List<Long>> store = new HashMap<>();
    private final long[] active = new long[keys];
    private long nextKey;
    private long nextValue = 1;
    private int nextClient;
    private long position;

    Run(Random random) {
      this.random = random;
      for (int i = 0; i < keys; i++) {
        active[i] = nextKey++;
      }
    }

    List<Transaction> go() {
      var all = new ArrayList<Client>();
      for (int i = 0; i < clients; i++) {
        all.add(new Client(nextClient++));
      }
      int called = 0;
      int open = 0;
      while (called < transactions || open > 0) {
        var client = all.get(random.nextInt(clients));
        if (!client.open) {
          if (called < transactions) {
            called++;
            open++;
            client.open = true;
            client.called = position++ * TransactionLog.SPACING;
            client.done = null;
          }
        } else if (client.done == null) {
          client.ending = ending();
          client.done = run(client.ending);
        } else {
          finished.add(
              new Transaction(
                  client.id,
                  client.done,
                  client.ending,
                  client.called,
                  position++ * TransactionLog.SPACING));
          client.open = false;
          open--;
          client.id = client.ending == Ending.INDETERMINATE ? nextClient++ : client.id;
        }
      }
      return finished;
    }

    private Ending ending() {
      double drawn = random.nextDouble();
      return drawn < unacknowledged
          ? Ending.ABORTED
          : drawn < 2 * unacknowledged ? Ending.INDETERMINATE : Ending.COMMITTED;
    }

    private List<Access> run(Ending ending) {
      boolean effect =
          ending == Ending.COMMITTED || ending == Ending.INDETERMINATE && random.nextBoolean();
      Map<Long, List<Long>> own = new HashMap<>();
      Map<Long, Integer> snapshot = new HashMap<>();
      var accesses = new ArrayList<Access>(operations);
      for (int i = 0; i < operations; i++) {
        int which = random.nextInt(keys);
        long key = active[which];
        if (random.nextBoolean()) {
          accesses.add(new Access(false, key, seen(key, snapshot, own)));
          continue;
        }
        accesses.add(new Access(true, key, nextValue));
        own.computeIfAbsent(key, _ -> new ArrayList<>()).add(nextValue++);
        if (written(key) + own.get(key).size() >= writesPerKey) {
          active[which] = nextKey++;
        }
      }
      if (effect) {
        own.forEach((key, values) -> of(key).addAll(values));
      }
      return List.copyOf(accesses);
    }

    private int written(long key) {
      return store.getOrDefault(key, List.of()).size();
    }

    private List<Long> of(long key) {
      return store.computeIfAbsent(key, _ -> new ArrayList<>());
    }

    private @Nullable Object seen(
        long key, Map<Long, Integer> snapshot, Map<Long, List<Long>> own) {
      var committed = store.getOrDefault(key, List.of());
      int length =
          snapshot.computeIfAbsent(
              key, _ -> Math.max(0, committed.size() - random.nextInt(lag + 1)));
      var mine = own.getOrDefault(key, List.of());
      if (!lists) {
        return !mine.isEmpty() ? mine.getLast() : length == 0 ? null : committed.get(length - 1);
      }
      var list = new ArrayList<>(committed.subList(0, length));
      list.addAll(mine);
      return List.copyOf(list);
    }
  }
}
