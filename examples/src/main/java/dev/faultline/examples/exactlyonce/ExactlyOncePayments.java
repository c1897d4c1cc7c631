package dev.faultline.examples.exactlyonce;

import static dev.faultline.core.SystemModel.partiallySynchronous;

import dev.faultline.core.Address;
import dev.faultline.core.Node;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.UsageException;
import dev.faultline.linkworld.EnvLink;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

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
      case "retry" ->
          world -> build(world, Retry.RetryBank::new, bank -> new Retry.Shop(bank, ORDERS));
      case "durable" -> durable(EnvLink::durable, EnvLink::durable);
      default ->
          throw new UsageException(
              "link is '" + settings.text("link") + "', expected retry or durable");
    };
  }

  /** The shop and the bank over a durable link, whose ends are opened so: with keys, say. */
  public static Program durable(LinkOpening atShop, LinkOpening atBank) {
    return world ->
        build(
            world,
            () -> new Linked.LinkedBank(atBank),
            bank -> new Linked.Shop(bank, ORDERS, atShop));
  }

  private static void build(
      World world, Supplier<? extends Bank> bankMaker, Function<Address, Node> shopMaker) {
    world.model(partiallySynchronous().crashRecovery(2).fairLossLinks());
    NodeHandle<Bank> bank = world.node("bank", bankMaker);
    NodeHandle<Node> shop = world.node("shop", () -> shopMaker.apply(bank));
    world.always("no order is charged twice", bank, b -> b.books().mostOftenCharged() <= 1);
    world.healAfter(Duration.ofSeconds(10));
    world.eventually(
        "every order is charged",
        Duration.ofSeconds(18),
        // Whoever is down after healing has crashed for good.
        () -> !shop.up() || bank.isDownOr(b -> b.books().orders() == ORDERS));
  }
}
