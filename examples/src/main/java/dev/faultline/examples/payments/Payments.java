package dev.faultline.examples.payments;

import static dev.faultline.core.SystemModel.partiallySynchronous;

import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.sim.Holds;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.List;

/**
 * A shop asks a bank to charge for one order after the other, and asks again when no receipt comes.
 * A lost or late receipt then charges twice, unless the bank remembers what it has charged.
 */
public final class Payments implements Scenario {
  private static final int ORDERS = 10;

  @Override
  public String name() {
    return "payments";
  }

  @Override
  public String description() {
    return "A shop retries charges over a lossy link; some are charged twice unless dedup=true.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting(
            "dedup", "false", "whether the bank ignores orders that it has charged before"));
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(40);
  }

  @Override
  public Program program(Settings settings) {
    boolean dedup = settings.flag("dedup");
    return world -> build(world, dedup);
  }

  private static void build(World world, boolean dedup) {
    world.model(partiallySynchronous().fairLossLinks());
    NodeHandle<Bank> bank = world.node("bank", () -> new Bank(dedup));
    NodeHandle<Shop> shop = world.node("shop", () -> new Shop(bank, ORDERS));
    world.always("no order is charged twice", bank, Holds.judged(Bank::chargesOnce));
    world.sometimes("a charge is retried", shop, s -> s.retries() > 0);
    world.healAfter(Duration.ofSeconds(20));
    world.eventually("every order is paid", Duration.ofSeconds(15), shop, s -> s.paid() == ORDERS);
  }
}
