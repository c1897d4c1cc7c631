package dev.faultline.examples.payments;

import dev.faultline.core.Address;
import dev.faultline.core.Described;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import java.time.Duration;

/** Has the bank charge for one order after the other, and asks again when no receipt comes. */
final class Shop implements Node, Described {
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private final Address bank;
  private final int orders;
  private int paid;
  private int retries;

  Shop(Address bank, int orders) {
    this.bank = bank;
    this.orders = orders;
  }

  @Override
  public void start(Env env) {
    charge(env, 1);
  }

  private void charge(Env env, int order) {
    env.send(bank, new Charge(order));
    env.timer(PATIENCE, order);
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    if (message instanceof Receipt(int order) && order == paid + 1) {
      paid = order;
      if (paid < orders) {
        charge(env, paid + 1);
      }
    }
  }

  @Override
  public void timer(Env env, Object order) {
    if (order.equals(paid + 1)) {
      retries++;
      charge(env, paid + 1);
    }
  }

  @Override
  public String describe() {
    return paid == orders ? "all paid" : "waits for the receipt of order " + (paid + 1);
  }

  int paid() {
    return paid;
  }

  int retries() {
    return retries;
  }
}
