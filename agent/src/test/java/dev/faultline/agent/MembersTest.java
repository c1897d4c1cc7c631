package dev.faultline.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Issue 11: a class file names the class through which a member is used, which may inherit it. */
final class MembersTest {
  private interface Constant {
    Object SHARED = new Object();
  }

  private static class Base {
    volatile int counted;
    int plain;

    synchronized native int get();

    synchronized int ordinary() {
      return counted;
    }

    int peek() {
      return plain;
    }
  }

  private static class Middle extends Base {}

  private static final class Below extends Middle implements Constant {
    /** Hides the volatile one of that name. */
    int plain;

    @Override
    int peek() {
      return plain + super.peek();
    }
  }

  private static final class Overriding extends Middle {
    @Override
    int get() {
      return 1;
    }
  }

  private static String name(Class<?> type) {
    return type.getName().replace('.', '/');
  }

  private static Members members() throws IOException {
    ClassLoader loader = MembersTest.class.getClassLoader();
    try (InputStream in =
        Objects.requireNonNull(loader.getResourceAsStream(name(MembersTest.class) + ".class"))) {
      return new Members(ClassFile.of().parse(in.readAllBytes()), loader);
    }
  }

  @Test
  void inherited_fields_are_what_the_class_says_that_declares_them() throws IOException {
    Members members = members();

    assertThat(members.isVolatile(name(Base.class), "counted")).isTrue();
    assertThat(members.isVolatile(name(Below.class), "counted")).isTrue();
    assertThat(members.isVolatile(name(Below.class), "plain")).isFalse();
    assertThat(members.isFinal(name(Below.class), "SHARED")).isTrue();
    assertThat(members.isFinal(name(Below.class), "plain")).isFalse();
    assertThat(members.isVolatile(name(Below.class), "unknown")).isFalse();
  }

  @Test
  void a_field_has_one_name_however_it_is_reached() throws IOException {
    Members members = members();

    assertThat(members.declaringClass(name(Below.class), "counted")).isEqualTo(name(Base.class));
    assertThat(members.declaringClass(name(Base.class), "counted")).isEqualTo(name(Base.class));
    assertThat(members.declaringClass(name(Below.class), "plain")).isEqualTo(name(Below.class));
    assertThat(members.declaringClass(name(Below.class), "unknown")).isEqualTo(name(Below.class));
  }

  @Test
  void inherited_methods_are_what_the_class_says_that_declares_them() throws IOException {
    Members members = members();

    assertThat(members.isNativeAndSynchronized(name(Below.class), "get", "()I")).isTrue();
    assertThat(members.isNativeAndSynchronized(name(Overriding.class), "get", "()I")).isFalse();
    assertThat(members.isNativeAndSynchronized(name(Below.class), "peek", "()I")).isFalse();
    assertThat(members.isNativeAndSynchronized(name(Below.class), "ordinary", "()I")).isFalse();
  }

  private static class Counter extends AtomicInteger {
    private static final long serialVersionUID = 1;

    int own() {
      return 1;
    }
  }

  private static final class Further extends Counter {
    private static final long serialVersionUID = 1;
  }

  /** As javac names a method reference whose qualifier is of the program's class. */
  @Test
  void what_a_class_of_the_programs_has_from_the_jdk_is_told_from_its_own() throws IOException {
    Members members = members();

    assertThat(members.inheritedFrom(name(Further.class), "get()I"))
        .isEqualTo("java/util/concurrent/atomic/AtomicInteger");
    assertThat(members.inheritedFrom(name(Further.class), "own()I")).isNull();
    assertThat(members.inheritedFrom(name(Below.class), "hashCode()I")).isNull();
    assertThat(members.inheritedFrom("no/such/Type", "get()I")).isEqualTo("no/such/Type");
  }
}
