package dev.faultline.link;

import static dev.faultline.core.SystemModel.partiallySynchronous;

import dev.faultline.core.Address;
import dev.faultline.core.LinkModel;
import dev.faultline.core.Node;
import dev.faultline.explore.Program;
import dev.faultline.link.rules.Rules;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A durable link under crashes of both sides, and what has to hold. */
final class LedgerWorld {
  static final String ONCE = "each order is in the ledger once and in order";
  static final String ANSWERED = "each order is answered once";
  static final String KEPT = "no session is lost";
  static final String ALL = "every order is in the ledger, and answered";

  private LedgerWorld() {}

  static Program program(int orders, Rules rules) {
    return world -> build(world, orders, () -> new Ledger.Bank(rules), payers(orders, rules), true);
  }

  /** The bank keeps its ledger outside the link, and answers nothing. */
  static Program books(int orders, Rules rules) {
    return world ->
        build(world, orders, () -> new Ledger.Books(rules), payers(orders, rules), false);
  }

  private static Function<Address, Ledger.Payer> payers(int orders, Rules rules) {
    return bank -> new Ledger.Payer(bank, orders, rules);
  }

  /** A bank that claims each order before it looks at it. */
  static Program cautious(int orders) {
    return world -> {
      List<Long> seen = new ArrayList<>();
      world.model(
          partiallySynchronous().crashRecovery(2).links(new LinkModel(true, true, true, true)));
      world.network().checksums(false);
      Address bank = world.node("bank", () -> new Ledger.Cautious(Rules.SOUND, seen));
      Address payer = world.node("payer", () -> new Ledger.Payer(bank, orders, Rules.SOUND));
      world.always(
          ONCE, () -> seen.size() < 2 || seen.get(seen.size() - 1) > seen.get(seen.size() - 2));
      world.sometimes("an order is missed", () -> !seen.isEmpty() && seen.getLast() > seen.size());
      world.healAfter(Duration.ofSeconds(20));
      world.eventually(
          ALL,
          Duration.ofSeconds(40),
          () ->
              !(world.instance(bank) instanceof Ledger.Cautious b)
                  || world.instance(payer) == null
                  || b.last() == orders);
    };
  }

  /** Returns the payer's address. */
  static Address build(
      World world,
      int orders,
      Supplier<Ledger.Bank> banks,
      Function<Address, Ledger.Payer> payers,
      boolean answers) {
    world.model(
        partiallySynchronous().crashRecovery(2).links(new LinkModel(true, true, true, true)));
    world.network().checksums(false);
    Address bank = world.node("bank", banks);
    Address payer = world.node("payer", () -> payers.apply(bank));
    world.always(ONCE, () -> bank(world.instance(bank), b -> inOrder(b.orders), true));
    world.always(ANSWERED, () -> payer(world.instance(payer), p -> p.wrong.isEmpty(), true));
    world.always(
        KEPT,
        () ->
            bank(world.instance(bank), b -> b.ended == null, true)
                && payer(world.instance(payer), p -> p.ended == null, true));
    world.healAfter(Duration.ofSeconds(20));
    world.eventually(
        ALL,
        Duration.ofSeconds(40),
        // After healing only those are down that crashed for good, which excuses the other.
        () ->
            !(world.instance(bank) instanceof Ledger.Bank b)
                || !(world.instance(payer) instanceof Ledger.Payer p)
                || (b.orders.size() == orders && (!answers || p.answered() == orders)));
    return payer;
  }

  private static boolean inOrder(List<Long> orders) {
    return orders.isEmpty() || orders.getLast() == orders.size();
  }

  private static boolean bank(
      @Nullable Node node, Predicate<Ledger.Bank> holds, boolean otherwise) {
    return node instanceof Ledger.Bank bank ? holds.test(bank) : otherwise;
  }

  private static boolean payer(
      @Nullable Node node, Predicate<Ledger.Payer> holds, boolean otherwise) {
    return node instanceof Ledger.Payer payer ? holds.test(payer) : otherwise;
  }
}
