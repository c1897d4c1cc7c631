package dev.faultline.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Issue 11: a method that is declared synchronized has no place for a turn before its monitor. */
final class SynchronizedMethodsTest {
  /** Says whether its monitor is held, in every way in which a method can end. */
  public static class Subject {
    public synchronized boolean holds() {
      return Thread.holdsLock(this);
    }

    public static synchronized boolean holdsClass() {
      return Thread.holdsLock(Subject.class);
    }

    public synchronized long many(int way) {
      long sum = 0;
      try {
        for (int i = 0; i < way; i++) {
          sum += i;
          if (sum > 10) {
            return sum;
          }
        }
        if (way < 0) {
          throw new IllegalArgumentException("way");
        }
      } catch (IllegalArgumentException e) {
        if (way == -1) {
          return Thread.holdsLock(this) ? -1 : -2;
        }
        throw new IllegalStateException("holds " + Thread.holdsLock(this), e);
      } finally {
        sum++;
      }
      return sum;
    }

    public synchronized void fails() {
      throw new UnsupportedOperationException("holds " + Thread.holdsLock(this));
    }

    public synchronized int nested(int depth) {
      return depth == 0 ? (Thread.holdsLock(this) ? 0 : 100) : 1 + nested(depth - 1);
    }
  }

  private static final class Loader extends ClassLoader {
    Class<?> define(byte[] file) {
      return defineClass(Subject.class.getName(), file, 0, file.length);
    }
  }

  private static byte[] subject() throws IOException {
    String name = Subject.class.getName().replace('.', '/') + ".class";
    try (InputStream in =
        Objects.requireNonNull(Subject.class.getClassLoader().getResourceAsStream(name))) {
      return in.readAllBytes();
    }
  }

  private static @Nullable Object call(Object on, String name, Object... arguments)
      throws Throwable {
    Method method =
        Arrays.stream(on.getClass().getMethods())
            .filter(each -> each.getName().equals(name))
            .findFirst()
            .orElseThrow();
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Test
  void a_method_holds_its_monitor_inside_and_on_no_way_out() throws Throwable {
    byte[] changed = Objects.requireNonNull(SynchronizedMethods.apply(subject(), null));
    assertThat(ClassFile.of().verify(changed)).isEmpty();
    Object subject = new Loader().define(changed).getConstructor().newInstance();

    assertThat(call(subject, "holds")).isEqualTo(true);
    assertThat(call(subject, "holdsClass")).isEqualTo(true);
    assertThat(call(subject, "many", 2)).isEqualTo(2L);
    assertThat(call(subject, "many", 100)).isEqualTo(15L);
    assertThat(call(subject, "many", -1)).isEqualTo(-1L);
    assertThatThrownBy(() -> call(subject, "many", -5))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("holds true");
    assertThatThrownBy(() -> call(subject, "fails"))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("holds true");
    assertThat(call(subject, "nested", 5)).isEqualTo(5);

    assertThat(Thread.holdsLock(subject)).isFalse();
    assertThat(Thread.holdsLock(subject.getClass())).isFalse();
  }

  @Test
  void a_class_of_the_program_has_blocks_from_its_loading_on() throws IOException {
    Class<?> loaded = new Loader().define(subject());

    for (Method method : loaded.getDeclaredMethods()) {
      assertThat(Modifier.isSynchronized(method.getModifiers())).as(method.getName()).isFalse();
    }
  }

  @Test
  void a_loaded_class_is_rewritten_as_it_was_loaded() throws Exception {
    Class<?> loaded = new Loader().define(subject());

    Agent.instrumentation().retransformClasses(loaded);

    assertThat(loaded.getMethod("holds").invoke(loaded.getConstructor().newInstance()))
        .isEqualTo(true);
  }

  @Test
  void a_class_that_was_loaded_without_blocks_gets_none_later() throws IOException {
    SynchronizedMethods methods = new SynchronizedMethods();
    Loader loader = new Loader();

    assertThat(methods.apply(subject(), "Subject", loader, true)).isNull();
    assertThat(methods.apply(subject(), "Subject", loader, false)).isNotNull();
    assertThat(methods.apply(subject(), "Subject", loader, true)).isNotNull();
    assertThat(methods.apply(subject(), "Subject", new Loader(), true)).isNull();
  }
}
