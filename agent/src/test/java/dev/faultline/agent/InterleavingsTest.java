package dev.faultline.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Issue 11, 20: whoever asked for turns in a package gets them in all its classes, whatever another
 * thread does meanwhile. Each test holds the other thread where that went wrong.
 */
final class InterleavingsTest {
  /** Holds the thread that rewrites a class, behind the agent's own work on it. */
  private static final class Holding implements ClassFileTransformer, AutoCloseable {
    private final String name;
    private final boolean whenLoaded;
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile boolean rewrittenWhenLoaded;

    Holding(String name, boolean whenLoaded) {
      this.name = name.replace('.', '/');
      this.whenLoaded = whenLoaded;
      Agent.instrumentation().addTransformer(this, true);
    }

    @Override
    public byte @Nullable [] transform(
        @Nullable ClassLoader loader,
        @Nullable String type,
        @Nullable Class<?> redefined,
        @Nullable ProtectionDomain domain,
        byte[] file) {
      boolean isLoaded = redefined != null;
      if (name.equals(type)) {
        rewrittenWhenLoaded |= isLoaded;
        if (isLoaded == whenLoaded) {
          inside.countDown();
          await(release);
        }
      }
      return null;
    }

    @Override
    public void close() {
      release.countDown();
      Agent.instrumentation().removeTransformer(this);
    }
  }

  private static final class Loader extends ClassLoader {
    void load(String name) {
      byte[] file = ClassFile.of().build(ClassDesc.of(name), type -> {});
      defineClass(name, file, 0, file.length);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Thread start(Runnable task) {
    Thread thread = new Thread(task);
    thread.start();
    return thread;
  }

  /** Whether it waits for another thread where turns are asked for; false when it is over. */
  private static boolean waits(Thread asking) {
    while (asking.getState() != Thread.State.TERMINATED) {
      StackTraceElement[] stack = asking.getStackTrace();
      boolean blocked = asking.getState() == Thread.State.BLOCKED && isOf(stack, 0);
      if (blocked || parkedBy(stack)) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  /** The frames above it are the JDK's, and the agent's hooks in them: how many may change. */
  private static boolean parkedBy(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .dropWhile(frame -> !frame.getClassName().equals(LockSupport.class.getName()))
        .skip(1)
        .findFirst()
        .map(frame -> frame.getClassName().equals(Interleavings.class.getName()))
        .orElse(false);
  }

  private static boolean isOf(StackTraceElement[] stack, int frame) {
    return stack.length > frame
        && stack[frame].getClassName().equals(Interleavings.class.getName());
  }

  @Test
  void nobody_starts_while_another_thread_still_rewrites_the_classes() throws InterruptedException {
    new Loader().load("held.Loaded");
    try (Holding holding = new Holding("held.Loaded", true)) {
      Thread first = start(() -> Interleavings.askFor(Set.of("held")));
      await(holding.inside);
      Thread second = start(() -> Interleavings.askFor(Set.of("held")));

      assertThat(waits(second)).isTrue();

      holding.release.countDown();
      first.join();
      second.join();
      assertThat(holding.rewrittenWhenLoaded).isTrue();
    }
  }

  @Test
  void a_class_that_another_thread_is_just_loading_is_rewritten_too() throws InterruptedException {
    try (Holding holding = new Holding("arriving.Late", false)) {
      Thread loading = start(() -> new Loader().load("arriving.Late"));
      await(holding.inside);
      Thread asking = start(() -> Interleavings.askFor(Set.of("arriving")));

      assertThat(waits(asking)).isTrue();

      holding.release.countDown();
      loading.join();
      asking.join();
      assertThat(holding.rewrittenWhenLoaded).isTrue();
    }
  }

  @Test
  void nobody_starts_without_a_class_that_takes_too_long_to_load() throws InterruptedException {
    try (Holding holding = new Holding("slow.Late", false)) {
      Thread loading = start(() -> new Loader().load("slow.Late"));
      await(holding.inside);

      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> Interleavings.askFor(Set.of("slow"), 0))
            .as("attempt %s", i)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("slow.Late");
      }

      holding.release.countDown();
      loading.join();
      assertThat(Interleavings.askFor(Set.of("slow"))).isNotZero();
      assertThat(holding.rewrittenWhenLoaded).isTrue();
    }
  }

  @Test
  void a_class_whose_loading_failed_is_not_waited_for() throws InterruptedException {
    ClassFileTransformer failing =
        new ClassFileTransformer() {
          @Override
          public byte @Nullable [] transform(
              @Nullable ClassLoader loader,
              @Nullable String type,
              @Nullable Class<?> redefined,
              @Nullable ProtectionDomain domain,
              byte[] file) {
            return "broken/Never".equals(type) ? new byte[1] : null;
          }
        };
    Agent.instrumentation().addTransformer(failing, true);
    try {
      assertThatThrownBy(() -> new Loader().load("broken.Never"))
          .isInstanceOf(ClassFormatError.class);
    } finally {
      Agent.instrumentation().removeTransformer(failing);
    }

    Thread asking = start(() -> Interleavings.askFor(Set.of("broken")));

    assertThat(waits(asking)).isFalse();
    asking.join();
  }

  /** Fails when it is first used. */
  private static final class Failing {
    private static final int NUMBER = Integer.parseInt("none");

    private Failing() {}
  }

  @Test
  void a_class_whose_initialiser_has_failed_keeps_no_other_from_being_rewritten() {
    assertThatThrownBy(() -> System.out.println(Failing.NUMBER))
        .isInstanceOf(ExceptionInInitializerError.class);
    new Loader().load("well.Loaded");
    try (Holding holding = new Holding("well.Loaded", false)) {
      long bits = Interleavings.askFor(Set.of("well", "dev.faultline.agent"));

      assertThat(bits).isNotZero();
      assertThat(holding.rewrittenWhenLoaded).isTrue();
    }
  }
}
