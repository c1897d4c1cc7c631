package dev.faultline.examples.jdkhttp;

import static dev.faultline.core.SystemModel.partiallySynchronous;

import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.jvm.Jvm;
import dev.faultline.sim.World;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A payment service and a shop that are Java programs as they are, over the JDK's HTTP server and
 * client. An answer that comes too late makes the shop ask again, and the naive service charges
 * twice; with idempotency keys it charges once.
 */
public final class JdkHttp implements Scenario {
  private static final int ORDERS = 10;
  private static final String KEY_STORE = "/conf/bank.p12";
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
        new Setting("keys", "false", "whether the service charges once for each idempotency key"),
        new Setting("tls", "false", "whether they speak HTTPS"));
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(40);
  }

  @Override
  public Program program(Settings settings) {
    boolean keys = settings.flag("keys");
    boolean tls = settings.flag("tls");
    return world -> build(world, keys, tls);
  }

  private static void build(World world, boolean keys, boolean tls) {
    Ledger ledger = new Ledger();
    world.model(partiallySynchronous().fairLossLinks());
    List<String> bank = new ArrayList<>(List.of("8080", keys ? "keys" : "naive"));
    List<String> shop =
        new ArrayList<>(
            List.of((tls ? "https" : "http") + "://bank:8080/charges", String.valueOf(ORDERS)));
    if (tls) {
      bank.add(KEY_STORE);
      shop.add(KEY_STORE);
    }
    add(world.jvm("bank").output(ledger::bankSays), tls, "PaymentService", bank);
    add(world.jvm("shop").output(ledger::shopSays), tls, "Shop", shop);
    world.always("no order is charged twice", () -> ledger.mostOftenCharged() <= 1);
    world.sometimes("the shop asks again", () -> ledger.retries() > 0);
    world.healAfter(Duration.ofSeconds(20));
    world.eventually("every order is paid", Duration.ofSeconds(15), () -> ledger.paid() == ORDERS);
  }

  private static void add(Jvm jvm, boolean tls, String program, List<String> arguments) {
    if (tls) {
      jvm.file(KEY_STORE, keyStore());
    }
    jvm.classpath(classes()).main(PROGRAMS + program, arguments.toArray(String[]::new));
  }

  /**
   * The bank's key and certificate, made with {@code keytool -genkeypair -keyalg EC}. Not made anew
   * for each campaign, since lengths of messages follow from the key.
   */
  private static byte[] keyStore() {
    try (InputStream text = JdkHttp.class.getResourceAsStream("bank.p12.base64")) {
      if (text == null) {
        throw new IllegalStateException("bank.p12.base64 is not in the build");
      }
      return Base64.getMimeDecoder().decode(text.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
