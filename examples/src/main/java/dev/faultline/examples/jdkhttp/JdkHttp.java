package dev.faultline.examples.jdkhttp;

import static dev.faultline.core.SystemModel.partiallySynchronous;

import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.sim.World;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A payment service and a shop that are Java programs as they are, over the JDK's HTTP server and
 * client. An answer that comes too late makes the shop ask again, and the naive service charges
 * twice; with idempotency keys it charges once.
 */
public final class JdkHttp implements Scenario {
  private static final int ORDERS = 10;
  private static final String PROGRAMS = "dev.faultline.examples.jdkhttp.program.";

  @Override
  public String name() {
    return "jdk-http";
  }

  @Override
  public String description() {
    return "Unmodified HTTP server and client of the JDK: retries charge twice unless keys=true.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("keys", "false", "whether the service charges once for each idempotency key"));
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(40);
  }

  @Override
  public Program program(Settings settings) {
    boolean keys = settings.flag("keys");
    return world -> build(world, keys);
  }

  private static void build(World world, boolean keys) {
    Ledger ledger = new Ledger();
    world.model(partiallySynchronous().fairLossLinks());
    world
        .jvm("bank")
        .classpath(classes())
        .output(ledger::bankSays)
        .main(PROGRAMS + "PaymentService", "8080", keys ? "keys" : "naive");
    world
        .jvm("shop")
        .classpath(classes())
        .output(ledger::shopSays)
        .main(PROGRAMS + "Shop", "http://bank:8080/charges", String.valueOf(ORDERS));
    world.always("no order is charged twice", () -> ledger.mostOftenCharged() <= 1);
    world.sometimes("the shop asks again", () -> ledger.retries() > 0);
    world.healAfter(Duration.ofSeconds(20));
    world.eventually("every order is paid", Duration.ofSeconds(15), () -> ledger.paid() == ORDERS);
  }

  /** Where the programs are: beside this class. */
  private static Path classes() {
    try {
      return Path.of(JdkHttp.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the example's classes are at no path", e);
    }
  }
}
