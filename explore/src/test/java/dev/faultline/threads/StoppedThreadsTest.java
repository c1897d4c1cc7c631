package dev.faultline.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.BlockingNode;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Finding;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.story.Story;
import dev.faultline.sim.setup.Interleaving;
import dev.faultline.sim.trace.RecordedTrace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Issue 11: threads that wait for what nobody is left to do were not named. */
@Timeout(60)
final class StoppedThreadsTest {
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

  private interface Body {
    void run(AtomicBoolean done) throws InterruptedException;
  }

  private static CampaignPlan plan(Body body) {
    Program program =
        world -> {
          AtomicBoolean done = new AtomicBoolean();
          BlockingNode node = env -> body.run(done);
          world.model(SystemModel.partiallySynchronous());
          world.interleave(Interleaving.LOCKS);
          world.blockingNode("node", node);
          world.blockingNode("server", env -> env.receive());
          world.healAfter(Duration.ofMillis(10));
          world.eventually("done", Duration.ofMillis(20), done::get);
          world.eventually("done again", Duration.ofMillis(30), done::get);
        };
    return CampaignPlan.of(new Given(program), new Settings(List.of(), Map.of()), 1)
        .withWorlds(20)
        .withDuration(Duration.ofMillis(50))
        .withStrategy(Strategy.RANDOM)
        .withJobs(2);
  }

  private static String told(Body body) {
    return String.join("\n", new Campaign(plan(body)).run().notices());
  }

  private static void latch(AtomicBoolean done) throws InterruptedException {
    CountDownLatch latch = new CountDownLatch(2);
    Thread.ofVirtual().name("counting").start(latch::countDown);
    latch.await();
    done.set(true);
  }

  @Test
  void a_latch_that_nobody_counts_down_is_named_with_the_place() {
    assertThat(told(StoppedThreadsTest::latch))
        .contains("1 world violated a property when no message, timer or thread could")
        .contains("the first is world 1, seed 1: node of node waits in CountDownLatch.await at ")
        .containsPattern("StoppedThreadsTest.latch\\(StoppedThreadsTest.java:\\d+\\)")
        .contains("server of server waits in BlockingEnv.receive at ");
  }

  @Test
  void so_are_semaphores_queues_notifications_and_other_threads() {
    assertThat(told(done -> new Semaphore(0).acquire())).contains("waits in Semaphore.acquire at ");
    assertThat(told(done -> new LinkedBlockingQueue<String>().take()))
        .contains("waits in LinkedBlockingQueue.take at ");
    assertThat(
            told(done -> {
              Object monitor = new Object();
              synchronized (monitor) {
                monitor.wait();
              }
            }))
        .contains("waits in Object.wait at ");
    assertThat(
            told(done -> {
              Thread other =
                  Thread.ofVirtual().name("other").start(new Semaphore(0)::acquireUninterruptibly);
              other.join();
            }))
        .contains("node of node waits in Thread.join at ")
        .contains("other of node waits in ");
  }

  @Test
  void the_story_says_it_after_what_was_violated() {
    CampaignPlan plan = plan(StoppedThreadsTest::latch);
    CampaignResult result = new Campaign(plan).run();
    Finding finding = result.findings().getFirst();
    RecordedTrace trace = new RecordedTrace();
    WorldRun.replay(
        plan,
        finding.seed(),
        finding.replay().rates(),
        finding.replay().tape(),
        plan.duration(),
        trace);

    assertThat(Story.of(trace.events()).getLast())
        .contains(
            "nothing can happen on any node any more, and node of node waits in CountDownLatch");
  }

  @Test
  void where_something_is_left_or_all_properties_hold_nothing_is_said() {
    assertThat(
            told(done -> {
              Thread.ofVirtual()
                  .start(() -> {
                    try {
                      while (true) {
                        Thread.sleep(1);
                      }
                    } catch (InterruptedException e) {
                      throw new AssertionError(e);
                    }
                  });
              new CountDownLatch(1).await();
            }))
        .doesNotContain("could continue");
    assertThat(
            told(done -> {
              done.set(true);
              new CountDownLatch(1).await();
            }))
        .doesNotContain("could continue");
  }
}
