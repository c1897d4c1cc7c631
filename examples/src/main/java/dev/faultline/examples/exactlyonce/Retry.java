package dev.faultline.examples.exactlyonce;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import java.time.Duration;
import java.util.Map;

/**
 * Payments by asking again until there is a receipt. Both sides write down what they must not
 * forget before they speak of it, and still an order is charged twice when the receipt is lost.
 */
final class Retry {
  private record Charge(long order) {}

  private record Receipt(long order) {}

  private static final Duration PATIENCE = Duration.ofMillis(300);

  private Retry() {}

  static final class Shop implements Node {
    private final Address bank;
    private final long orders;
    private long paid;

    Shop(Address bank, long orders) {
      this.bank = bank;
      this.orders = orders;
    }

    @Override
    public void start(Env env) {
      paid = env.store().get("paid") instanceof Long stored ? stored : 0;
      ask(env);
    }

    private void ask(Env env) {
      if (paid < orders) {
        env.send(bank, new Charge(paid + 1));
        env.timer(PATIENCE, paid + 1);
      }
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Receipt(long order) && order == paid + 1) {
        paid = order;
        env.store().put("paid", paid);
        env.store().sync();
        ask(env);
      }
    }

    @Override
    public void timer(Env env, Object order) {
      if (order.equals(paid + 1)) {
        ask(env);
      }
    }
  }

  static final class RetryBank implements Bank {
    private static final String PREFIX = "charged/";

    private final Books books = new Books();

    @Override
    public void start(Env env) {
      for (Map.Entry<String, Object> each : env.store().range(PREFIX, "charged0").entrySet()) {
        long order = Long.parseLong(each.getKey().substring(PREFIX.length()));
        for (int i = 0; each.getValue() instanceof Integer times && i < times; i++) {
          books.charge(order);
        }
      }
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Charge(long order)) {
        books.charge(order);
        env.store().put(PREFIX + order, books.all().getOrDefault(order, 0));
        env.store().sync();
        env.send(from, new Receipt(order));
      }
    }

    @Override
    public Books books() {
      return books;
    }
  }
}
