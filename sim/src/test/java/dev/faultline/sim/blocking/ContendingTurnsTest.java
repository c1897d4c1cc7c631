package dev.faultline.sim.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.Agenda;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.adversary.PendingEvent;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.setup.Interleaving;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.junit.jupiter.api.Test;

/**
 * Issue 11: strategies draw anew for turns that contend, so those must not pass for independent
 * that reach one thing in two ways.
 */
final class ContendingTurnsTest {
  /** Takes the events as they come, and notes whether turns of threads contend. */
  private static final class Noting extends QuietAdversary {
    final Set<Boolean> contending = new TreeSet<>();

    Noting() {
      super(1);
    }

    @Override
    public EventOrder order() {
      return EventOrder.PENDING_SET;
    }

    @Override
    public int next(long ordinal, Agenda agenda) {
      for (int i = 0; i < agenda.size(); i++) {
        PendingEvent one = agenda.event(i);
        for (int j = 0; j < i; j++) {
          if (one.node() >= 0 && agenda.event(j).node() >= 0) {
            contending.add(one.racesWith(agenda.event(j)));
          }
        }
      }
      return 0;
    }
  }

  private static boolean alwaysContend(Runnable first, Runnable second) {
    Noting noting = new Noting();
    World world = new World(noting, WorldOptions.DEFAULT.withDuration(Duration.ofSeconds(1)));
    world.interleave(Interleaving.fieldsOf(ContendingTurnsTest.class.getPackageName()));
    world.blockingNode(
        "node",
        env -> {
          Thread one = Thread.startVirtualThread(first);
          Thread two = Thread.startVirtualThread(second);
          one.join();
          two.join();
        });
    assertThat(world.run().violation()).isNull();
    assertThat(noting.contending).contains(true);
    return !noting.contending.contains(false);
  }

  private static class Base {
    volatile int value;
    int other;
  }

  private static final class Below extends Base {
    void setThroughTheSubclass() {
      this.value = 1;
    }
  }

  private static final VarHandle VALUE;
  private static final AtomicIntegerFieldUpdater<Base> UPDATER =
      AtomicIntegerFieldUpdater.newUpdater(Base.class, "value");

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(Base.class, "value", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Test
  void accesses_to_different_fields_do_not() {
    Base shared = new Base();

    assertThat(alwaysContend(() -> shared.value = 1, () -> shared.other = 2)).isFalse();
  }

  @Test
  void a_field_contends_with_itself_through_a_subclass() {
    Below shared = new Below();
    Base base = shared;

    assertThat(alwaysContend(shared::setThroughTheSubclass, () -> base.value = 2)).isTrue();
  }

  @Test
  void a_field_contends_with_itself_through_handles() {
    Base shared = new Base();

    assertThat(alwaysContend(() -> VALUE.setVolatile(shared, 1), () -> shared.value = 2)).isTrue();
    assertThat(alwaysContend(() -> UPDATER.set(shared, 1), () -> shared.value = 2)).isTrue();
  }

  @Test
  void a_block_contends_with_calls_that_take_its_monitor() {
    StringBuffer shared = new StringBuffer();
    Runnable block =
        () -> {
          synchronized (shared) {
            shared.length();
          }
        };

    assertThat(alwaysContend(block, () -> shared.append("1"))).isTrue();
  }
}
