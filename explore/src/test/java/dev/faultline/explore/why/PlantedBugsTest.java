package dev.faultline.explore.why;

import static dev.faultline.core.SystemModel.partiallySynchronous;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.Program;
import dev.faultline.explore.ShrinkBudget;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.Toys;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.shrink.Shrinker;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One property and two mistakes that violate it: no finding of one may pass for the other. */
@Timeout(300)
final class PlantedBugsTest {
  private static final ShrinkBudget BUDGET = new ShrinkBudget(300, Duration.ofMinutes(2));

  private enum Bug {
    CHARGES_TWICE,
    REFUNDS_TWICE,
    FORGETS_IN_A_CRASH
  }

  private record Charge(int order) {}

  private record Refund(int order) {}

  private record Receipt(Object of) {}

  /** Does what it is asked, once, but for its mistakes; its store knows what was done. */
  private static final class Bank implements Node {
    private final Set<Bug> bugs;
    private final Set<String> remembered = new LinkedHashSet<>();
    private boolean twice;

    Bank(Set<Bug> bugs) {
      this.bugs = bugs;
    }

    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      String asked = message.toString();
      boolean done = env.store().get(asked) != null;
      boolean known = bugs.contains(Bug.FORGETS_IN_A_CRASH) ? remembered.contains(asked) : done;
      Bug again = message instanceof Charge ? Bug.CHARGES_TWICE : Bug.REFUNDS_TWICE;
      if (!known || bugs.contains(again)) {
        twice |= done;
        remembered.add(asked);
        env.store().put(asked, true);
        env.store().sync();
      }
      env.send(from, new Receipt(message));
    }
  }

  private static final class Shop implements Node {
    private final Address bank;
    private int at;

    Shop(Address bank) {
      this.bank = bank;
    }

    private Object wanted() {
      return at % 2 == 0 ? new Charge(at / 2) : new Refund(at / 2);
    }

    private void ask(Env env) {
      env.send(bank, wanted());
      env.timer(Duration.ofMillis(300), at);
    }

    @Override
    public void start(Env env) {
      ask(env);
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Receipt(var of) && of.equals(wanted()) && at < 20) {
        at++;
        ask(env);
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      if (tag.equals(at)) {
        ask(env);
      }
    }
  }

  private static Program program(Set<Bug> bugs) {
    return world -> build(world, bugs);
  }

  private static void build(World world, Set<Bug> bugs) {
    world.model(partiallySynchronous().fairLossLinks().crashRecovery(1));
    NodeHandle<Bank> bank = world.node("bank", () -> new Bank(bugs));
    world.node("shop", () -> new Shop(bank));
    world.always("the balance is right", bank, b -> !b.twice);
  }

  private static SortedSet<String> signatures(Bug... bugs) {
    CampaignPlan plan =
        Toys.plan(program(Set.of(bugs)), 1, 400).withStrategy(Strategy.RANDOM).withAll(true);
    var findings = new Campaign(plan).run().findings();
    assertThat(findings).hasSizeGreaterThan(3);
    return findings.stream()
        .limit(12)
        .map(each -> Signature.of(plan, Shrinker.shrink(plan, each, BUDGET).after()))
        .map(each -> each.text() + " | " + each.step())
        .collect(toCollection(TreeSet::new));
  }

  @Test
  void no_signature_is_shared_by_two_mistakes_and_each_has_few() {
    SortedSet<String> charges = signatures(Bug.CHARGES_TWICE);
    SortedSet<String> refunds = signatures(Bug.REFUNDS_TWICE);
    SortedSet<String> both = signatures(Bug.CHARGES_TWICE, Bug.REFUNDS_TWICE);
    SortedSet<String> forgets = signatures(Bug.FORGETS_IN_A_CRASH);

    assertThat(charges).doesNotContainAnyElementsOf(refunds).hasSizeLessThan(5);
    assertThat(forgets)
        .doesNotContainAnyElementsOf(charges)
        .doesNotContainAnyElementsOf(refunds)
        .hasSizeLessThan(6);
    assertThat(both).containsAnyElementsOf(charges).containsAnyElementsOf(refunds);
  }
}
