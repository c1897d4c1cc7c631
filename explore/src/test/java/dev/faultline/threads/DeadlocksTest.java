package dev.faultline.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.BlockingNode;
import dev.faultline.core.Fault;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.sim.setup.Interleaving;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Issue 11: worlds that ended in a deadlock of threads said nothing. */
@Timeout(60)
final class DeadlocksTest {
  private record Given(Program program) implements Scenario {
    @Override
    public String name() {
      return "given";
    }

    @Override
    public String description() {
      return "What a test gives.";
    }

    @Override
    public Program program(Settings settings) {
      return program;
    }
  }

  private static final class Account {
    private final ReentrantLock lock = new ReentrantLock();
  }

  /** One thread locks two things, another one does in the same order or the other. */
  private static BlockingNode transfers(Locking locking, boolean sameOrder) {
    return env -> {
      Account one = new Account();
      Account other = new Account();
      Thread there = Thread.ofVirtual().name("there").start(() -> locking.both(one, other));
      Thread back =
          Thread.ofVirtual()
              .name("back")
              .start(() -> locking.both(sameOrder ? one : other, sameOrder ? other : one));
      there.join();
      back.join();
    };
  }

  private interface Locking {
    void both(Account first, Account second);
  }

  private static void locks(Account first, Account second) {
    first.lock.lock();
    try {
      second.lock.lock();
      second.lock.unlock();
    } finally {
      first.lock.unlock();
    }
  }

  private static void monitors(Account first, Account second) {
    synchronized (first) {
      synchronized (second) {
        Thread.yield();
      }
    }
  }

  private static CampaignResult search(Strategy strategy, BlockingNode node, Fault... faults) {
    Program program =
        world -> {
          world.model(SystemModel.asynchronous().crashRecovery(1));
          world.interleave(Interleaving.LOCKS);
          world.blockingNode("bank", node);
          for (Fault fault : faults) {
            world.fault(Duration.ofMillis(10), fault);
          }
        };
    CampaignPlan plan =
        CampaignPlan.of(new Given(program), new Settings(List.of(), Map.of()), 1)
            .withWorlds(200)
            .withDuration(Duration.ofMillis(50))
            .withStrategy(strategy)
            .withJobs(2)
            .withRecheckEvery(0);
    return new Campaign(plan).run();
  }

  private static String deadlocks(CampaignResult result) {
    assertThat(result.findings()).isEmpty();
    List<String> told =
        result.notices().stream().filter(text -> text.contains("had deadlocked threads")).toList();
    assertThat(told).hasSizeLessThanOrEqualTo(1);
    return told.isEmpty() ? "" : told.getFirst();
  }

  @Test
  void locks_that_are_taken_in_two_orders_are_named_with_the_first_seed() {
    String told = deadlocks(search(Strategy.RANDOM, transfers(DeadlocksTest::locks, false)));

    assertThat(told)
        .containsPattern("^\\d+ worlds had deadlocked threads")
        .containsPattern("The first is world \\d+, seed \\d+: ")
        .contains(
            "there of bank waits for a java.util.concurrent.locks.ReentrantLock that back of bank"
                + " holds")
        .contains(
            "back of bank waits for a java.util.concurrent.locks.ReentrantLock that there of bank"
                + " holds");
    assertThat(told)
        .isEqualTo(deadlocks(search(Strategy.RANDOM, transfers(DeadlocksTest::locks, false))));
  }

  @Test
  void so_are_monitors() {
    assertThat(deadlocks(search(Strategy.RANDOM, transfers(DeadlocksTest::monitors, false))))
        .contains(
            "there of bank waits for the monitor of a "
                + Account.class.getName()
                + " that back of bank holds");
  }

  @Test
  void threads_without_names_have_numbers_and_waits_that_may_be_interrupted_are_named() {
    BlockingNode node =
        env -> {
          ReentrantLock one = new ReentrantLock();
          ReentrantLock other = new ReentrantLock();
          Thread there = Thread.ofVirtual().start(() -> interruptibly(one, other));
          Thread back = Thread.ofVirtual().start(() -> interruptibly(other, one));
          there.join();
          back.join();
        };
    assertThat(deadlocks(search(Strategy.RANDOM, node)))
        .contains("ended")
        .containsPattern("thread \\d+ of bank waits, unless interrupted, for a java")
        .containsPattern("that thread \\d+ of bank holds");
  }

  private static void interruptibly(ReentrantLock first, ReentrantLock second) {
    try {
      first.lockInterruptibly();
      second.lockInterruptibly();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void an_exhaustive_search_tells_it_beside_its_end() {
    assertThat(deadlocks(search(Strategy.EXHAUSTIVE, transfers(DeadlocksTest::locks, false))))
        .contains("there of bank waits for");
  }

  @Test
  void a_crash_does_not_hide_it() {
    assertThat(
            deadlocks(
                search(
                    Strategy.RANDOM,
                    transfers(DeadlocksTest::monitors, false),
                    new Fault.Crash("bank", Duration.ofMillis(100)))))
        .contains("there of bank waits for");
  }

  @Test
  void one_order_and_threads_that_wait_for_something_else_are_none() {
    assertThat(deadlocks(search(Strategy.RANDOM, transfers(DeadlocksTest::locks, true)))).isEmpty();
    assertThat(deadlocks(search(Strategy.RANDOM, transfers(DeadlocksTest::monitors, true))))
        .isEmpty();
    assertThat(deadlocks(search(Strategy.RANDOM, env -> env.receive()))).isEmpty();
  }
}
