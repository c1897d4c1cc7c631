package dev.faultline.check.generate;

import dev.faultline.check.model.BankOp;
import dev.faultline.core.history.History;
import dev.faultline.core.history.HistoryRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs clients against an atomic bank as Jepsen's bank workload does: half of the operations read
 * all balances, half transfer money, and a transfer without sufficient funds fails. The seed
 * determines the history.
 *
 * @param operations how many operations to call
 * @param clients how many of them may be open at once
 * @param accounts numbered from 0
 * @param balance initial balance of each account
 * @param largest the largest amount of one transfer
 * @param indeterminate share of the transfers whose outcome is indeterminate
 * @param lies share of the reads that return one unit too much in one account and one too little in
 *     another
 */
public record BankGenerator(
    int operations,
    int clients,
    int accounts,
    int balance,
    int largest,
    double indeterminate,
    double lies) {

  /** The initial balances. */
  public Map<Object, Long> initial() {
    Map<Object, Long> initial = new TreeMap<>();
    for (long account = 0; account < accounts; account++) {
      initial.put(account, (long) balance);
    }
    return Map.copyOf(initial);
  }

  /** The history of this seed. */
  public History<BankOp, Object> generate(long seed) {
    return new Run(new Random(seed)).go();
  }

  private final class Run {
    private final RandomGenerator random;
    private final HistoryRecorder<BankOp, Object> recorder = new HistoryRecorder<>();
    private final Map<Object, Long> balances = new TreeMap<>(initial());
    private final List<Client> all = new ArrayList<>();
    private int called;
    private int busy;

    private final class Client {
      int id = recorder.newClient();
      int operation;
      @Nullable BankOp input;
      @Nullable Object output;
    }

    Run(RandomGenerator random) {
      this.random = random;
      for (int i = 0; i < clients; i++) {
        all.add(new Client());
      }
    }

    History<BankOp, Object> go() {
      while (called < operations || busy > 0) {
        var client = all.get(random.nextInt(clients));
        var input = client.input;
        if (input == null) {
          if (called < operations) {
            call(client);
          }
        } else if (client.output == null) {
          takeEffect(client, input);
        } else {
          recorder.ok(client.operation, client.output, called);
          free(client);
        }
      }
      return recorder.history();
    }

    private void call(Client client) {
      var input =
          random.nextBoolean()
              ? new BankOp.ReadAll()
              : new BankOp.Transfer(
                  (long) random.nextInt(accounts),
                  (long) random.nextInt(accounts),
                  1 + random.nextInt(largest));
      client.input = input;
      client.operation = recorder.invoke(client.id, input, called++);
      busy++;
    }

    private void takeEffect(Client client, BankOp input) {
      switch (input) {
        case BankOp.ReadAll() -> client.output = told();
        case BankOp.Transfer(var from, var to, var amount) -> {
          boolean covered = balances.getOrDefault(from, 0L) >= amount;
          if (covered) {
            balances.merge(from, -amount, Long::sum);
            balances.merge(to, amount, Long::sum);
            client.output = true;
          }
          if (random.nextDouble() < indeterminate) {
            recorder.indeterminate(client.operation, "lost", called);
            client.id = recorder.newClient();
            free(client);
          } else if (!covered) {
            recorder.fail(client.operation, "not enough", called);
            free(client);
          }
        }
      }
    }

    private Map<Object, Long> told() {
      var told = new TreeMap<>(balances);
      long other = 1 + random.nextInt(Math.max(1, accounts - 1));
      if (random.nextDouble() < lies && told.getOrDefault(other, 0L) > 0) {
        told.merge(other, -1L, Long::sum);
        told.merge(0L, 1L, Long::sum);
      }
      return Map.copyOf(told);
    }

    private void free(Client client) {
      client.input = null;
      client.output = null;
      busy--;
    }
  }
}
