package dev.faultline.runtime.secure;

import static dev.faultline.core.SystemModel.partiallySynchronous;

import dev.faultline.core.Address;
import dev.faultline.core.LinkModel;
import dev.faultline.core.Node;
import dev.faultline.explore.Program;
import dev.faultline.link.secure.SecureCounters;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A durable, protected link between two nodes that crash and come back, on a bad network, in the
 * presence of somebody who sends copies and mutations of all packets, also of those from before a
 * crash; and what has to hold.
 */
final class DurableSecureWorld {
  static final String ONCE = "each order is in the ledger once, in order, and was given";
  static final String ANSWERED = "each order is answered once, and in order";
  static final String KEPT = "no session is lost";
  static final String OLD = "no packet from before a start is opened after it";
  static final String TWICE = "no packet is opened twice";
  static final String ALL = "every order is in the ledger, and answered";
  static final String RESTORED = "after a crash keys are agreed on again, and a session goes on";
  static final String REFUSED = "a packet from before a crash is refused after it";
  static final String FORGED = "something forged is refused";

  private static final int ORDERS = 60;

  private DurableSecureWorld() {}

  static Program program() {
    return DurableSecureWorld::build;
  }

  private static void build(World world) {
    world.model(
        partiallySynchronous().crashRecovery(2).links(new LinkModel(true, true, true, true)));
    world.network().checksums(false);
    List<byte[]> tape = new ArrayList<>();
    // The last order that the payer has ever given to its link; no crash takes this back.
    long[] given = new long[1];
    Address bank =
        world.node(
            "bank",
            () ->
                new SecureLedger.Bank(tape, SecureLedger.OPTIONS, SecureLedger.PAYER.publicKey()));
    Address payer =
        world.node(
            "payer", () -> new SecureLedger.Payer(tape, SecureLedger.OPTIONS, bank, ORDERS, given));
    world.node("mallory", () -> new Mallory(List.of(bank, payer), tape));
    world.always(
        ONCE,
        () ->
            bank(
                world.instance(bank), b -> b.wrong.isEmpty() && b.orders.size() <= given[0], true));
    world.always(ANSWERED, () -> payer(world.instance(payer), p -> p.wrong.isEmpty(), true));
    for (Address each : List.of(bank, payer)) {
      world.always(KEPT + ": " + each.name(), () -> end(world, each, e -> e.ended == null, true));
      world.always(OLD + ": " + each.name(), () -> end(world, each, e -> !e.openedOld, true));
      world.always(TWICE + ": " + each.name(), () -> end(world, each, e -> !e.openedTwice, true));
      world.sometimes(
          REFUSED + ": " + each.name(), () -> end(world, each, e -> e.refusedOld, false));
      world.sometimes(
          RESTORED + ": " + each.name(),
          () -> end(world, each, e -> e.restored && e.counter(c -> c.handshakesDone()) > 0, false));
      sometimes(world, each, FORGED, counters -> counters.unauthentic());
    }
    world.healAfter(Duration.ofSeconds(20));
    world.eventually(
        ALL,
        Duration.ofSeconds(50),
        // After healing only those are down that crashed for good, which excuses the other.
        () ->
            !(world.instance(bank) instanceof SecureLedger.Bank b)
                || !(world.instance(payer) instanceof SecureLedger.Payer p)
                || (b.orders.size() == ORDERS && p.answered() == ORDERS));
  }

  private static void sometimes(
      World world, Address at, String what, ToLongFunction<SecureCounters> counter) {
    world.sometimes(
        what + ": " + at.name(), () -> end(world, at, e -> e.counter(counter) > 0, false));
  }

  private static boolean end(
      World world, Address at, Predicate<SecureLedger.End> holds, boolean otherwise) {
    return world.instance(at) instanceof SecureLedger.End end ? holds.test(end) : otherwise;
  }

  private static boolean bank(
      @Nullable Node node, Predicate<SecureLedger.Bank> holds, boolean otherwise) {
    return node instanceof SecureLedger.Bank bank ? holds.test(bank) : otherwise;
  }

  private static boolean payer(
      @Nullable Node node, Predicate<SecureLedger.Payer> holds, boolean otherwise) {
    return node instanceof SecureLedger.Payer payer ? holds.test(payer) : otherwise;
  }
}
