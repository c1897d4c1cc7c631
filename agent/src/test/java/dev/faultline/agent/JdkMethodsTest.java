package dev.faultline.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Issue 11: a method that the program has from the JDK, or as a default of its own interface, was
 * taken for a place where threads meet because of the class that it is called on.
 */
final class JdkMethodsTest {
  private static final Scope.Bits BITS = new Scope.Bits(3, 2);
  private static final String TEXT = "()Ljava/lang/String;";

  private static long told(String owner, String method, String descriptor) {
    return JdkMethods.told(owner, method, descriptor, BITS);
  }

  @Test
  void what_synchronises_or_is_a_collection_is_told() {
    assertThat(told("java/util/concurrent/atomic/AtomicInteger", "get", "()I")).isEqualTo(3);
    assertThat(told("java/util/Vector", "reversed", "()Ljava/util/List;")).isEqualTo(3);
    assertThat(told("java/util/ArrayList", "size", "()I")).isEqualTo(2);
    assertThat(told("java/lang/Throwable", "addSuppressed", "(Ljava/lang/Throwable;)V"))
        .isEqualTo(3);
    assertThat(told("no/such/Type", "get", "()I")).as("nobody knows").isEqualTo(3);
  }

  @Test
  void other_methods_are_not() {
    assertThat(told("java/lang/RuntimeException", "getMessage", TEXT)).isZero();
    assertThat(told("java/lang/Number", "intValue", "()I")).isZero();
    assertThat(told("java/util/ArrayList", "describe", TEXT)).isEqualTo(JdkMethods.NOT_ITS);
    assertThat(JdkMethods.isHarmless("java/util/Objects", "isNull", "(Ljava/lang/Object;)Z"))
        .isTrue();
    assertThat(JdkMethods.isHarmless("java/util/Vector", "size", "()I")).isFalse();
  }

  @Test
  void only_final_types_are_known_to_be_shared_by_nobody() {
    assertThat(JdkMethods.mayBeShared("java/time/Duration")).isFalse();
    assertThat(JdkMethods.mayBeShared("java/lang/Object")).isTrue();
    assertThat(JdkMethods.mayBeShared("java/util/concurrent/atomic/LongAdder")).isTrue();
  }
}
