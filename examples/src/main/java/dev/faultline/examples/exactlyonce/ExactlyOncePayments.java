package dev.faultline.examples.exactlyonce;

import static dev.faultline.core.SystemModel.partiallySynchronous;

import dev.faultline.core.Address;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.UsageException;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.List;

/**
 * A shop pays with orders over a network that loses and repeats messages, and both the shop and the
 * bank crash. Asking again until there is a receipt charges some orders twice; a durable link does
 * not.
 */
public final class ExactlyOncePayments implements Scenario {
  private static final long ORDERS = 15;

  @Override
  public String name() {
    return "exactly-once-payments";
  }

  @Override
  public String description() {
    return "A shop and a bank that both crash: retries charge twice, link=durable charges once.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting(
            "link", "retry", "retry: ask until there is a receipt; durable: a logged link"));
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(30);
  }

  @Override
  public Program program(Settings settings) {
    return switch (settings.text("link")) {
      case "retry" -> world -> build(world, false);
      case "durable" -> world -> build(world, true);
      default ->
          throw new UsageException(
              "link is '" + settings.text("link") + "', expected retry or durable");
    };
  }

  private static void build(World world, boolean durable) {
    world.model(partiallySynchronous().crashRecovery(2).fairLossLinks());
    Address bank =
        world.node("bank", () -> durable ? new Linked.LinkedBank() : new Retry.RetryBank());
    Address shop =
        world.node(
            "shop", () -> durable ? new Linked.Shop(bank, ORDERS) : new Retry.Shop(bank, ORDERS));
    world.always(
        "no order is charged twice",
        () -> !(world.instance(bank) instanceof Bank b) || b.books().mostOftenCharged() <= 1);
    world.healAfter(Duration.ofSeconds(10));
    world.eventually(
        Duration.ofSeconds(18),
        "every order is charged",
        // Whoever is down after healing has crashed for good.
        () ->
            !(world.instance(bank) instanceof Bank b)
                || world.instance(shop) == null
                || b.books().orders() == ORDERS);
  }
}
