package dev.faultline.spark;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A buyer that asks again when no ticket comes, and a seller that sells one for each request. */
public final class Tickets implements Scenario {
  @Override
  public String name() {
    return "tickets";
  }

  @Override
  public String description() {
    return "Sells a ticket twice when an answer is lost.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(new Setting("most", "5", "Tickets that may be paid for and not got."));
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(10);
  }

  @Override
  public Program program(Settings settings) {
    int most = settings.number("most", 1, 1000);
    return world -> build(world, most);
  }

  private static void build(World world, int most) {
    world.model(SystemModel.partiallySynchronous().crashRecovery(1).fairLossLinks());
    List<Seller> sellers = new ArrayList<>();
    Address seller =
        world.node(
            "seller",
            () -> {
              Seller made = new Seller();
              sellers.add(made);
              return made;
            });
    Buyer buyer = new Buyer(seller);
    world.client("buyer", () -> buyer);
    world.always(
        "nobody pays for more than that",
        () -> sellers.stream().mapToInt(each -> each.sold).sum() <= buyer.got + most);
    world.sometimes("ten tickets", () -> buyer.got >= 10);
    world.sometimes("a free lunch", () -> false);
    world.digest(() -> "" + buyer.got);
  }

  private static final class Seller implements Node {
    int sold;

    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      sold++;
      env.send(from, message);
    }
  }

  private static final class Buyer implements Node {
    private final Address seller;
    int got;
    private int asked;

    Buyer(Address seller) {
      this.seller = seller;
    }

    @Override
    public void start(Env env) {
      ask(env);
    }

    private void ask(Env env) {
      env.send(seller, asked);
      env.timer(Duration.ofMillis(150), asked);
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message.equals(asked)) {
        got++;
        asked++;
        ask(env);
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      if (tag.equals(asked)) {
        ask(env);
      }
    }
  }
}
