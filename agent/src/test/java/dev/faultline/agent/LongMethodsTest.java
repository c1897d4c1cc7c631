package dev.faultline.agent;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Issue 11: a method that calls of ours made longer than 64 KB kept all worlds from running. */
final class LongMethodsTest {
  private static final ClassDesc BIG = ClassDesc.of("com.acme.Big");

  private static void increments(CodeBuilder code, int count) {
    for (int i = 0; i < count; i++) {
      code.aload(0).dup().getfield(BIG, "count", ConstantDescs.CD_int).iconst_1().iadd();
      code.putfield(BIG, "count", ConstantDescs.CD_int);
    }
    code.return_();
  }

  private static byte[] big() {
    return ClassFile.of()
        .build(
            BIG,
            type -> {
              type.withField("count", ConstantDescs.CD_int, ClassFile.ACC_PUBLIC);
              MethodTypeDesc nothing = MethodTypeDesc.of(ConstantDescs.CD_void);
              type.withMethodBody(
                  "big", nothing, ClassFile.ACC_PUBLIC, code -> increments(code, 6_000));
              type.withMethodBody(
                  "small", nothing, ClassFile.ACC_PUBLIC, code -> increments(code, 1));
            });
  }

  private static List<String> hooks(ClassModel type, String method) {
    MethodModel model =
        type.methods().stream()
            .filter(each -> each.methodName().equalsString(method))
            .findFirst()
            .orElseThrow();
    return model
        .code()
        .orElseThrow()
        .elementStream()
        .filter(InvokeInstruction.class::isInstance)
        .map(each -> ((InvokeInstruction) each).name().stringValue())
        .toList();
  }

  @Test
  void a_method_that_has_no_room_is_named_and_the_others_have_their_turns() {
    byte[] changed =
        requireNonNull(
            InterleavePoints.apply(big(), new Scope.Bits(3, 2), getClass().getClassLoader()));

    ClassModel type = ClassFile.of().parse(changed);
    assertThat(hooks(type, "big")).containsExactly("hidden");
    assertThat(hooks(type, "small")).containsExactly("point", "point");
  }

  /** Two methods: a long one without any places, and a shorter one with too many. */
  private static byte[] longAndCrowded() {
    return ClassFile.of()
        .build(
            BIG,
            type -> {
              type.withField("count", ConstantDescs.CD_int, ClassFile.ACC_PUBLIC);
              MethodTypeDesc nothing = MethodTypeDesc.of(ConstantDescs.CD_void);
              type.withMethodBody(
                  "long",
                  nothing,
                  ClassFile.ACC_PUBLIC,
                  code -> {
                    for (int i = 0; i < 64_000; i++) {
                      code.nop();
                    }
                    code.return_();
                  });
              type.withMethodBody(
                  "crowded", nothing, ClassFile.ACC_PUBLIC, code -> increments(code, 4_000));
            });
  }

  @Test
  void the_method_that_has_no_room_is_left_out_and_not_the_longest() {
    byte[] changed =
        requireNonNull(
            InterleavePoints.apply(
                longAndCrowded(), new Scope.Bits(3, 2), getClass().getClassLoader()));

    ClassModel type = ClassFile.of().parse(changed);
    assertThat(hooks(type, "crowded")).containsExactly("hidden");
    assertThat(hooks(type, "long")).isEmpty();
  }

  private static byte[] full(int flags, boolean handler) {
    return ClassFile.of()
        .build(
            BIG,
            type -> {
              MethodTypeDesc nothing = MethodTypeDesc.of(ConstantDescs.CD_void);
              type.withMethodBody(
                  "full",
                  nothing,
                  ClassFile.ACC_PUBLIC | flags,
                  code -> {
                    Label start = code.newBoundLabel();
                    for (int i = 0; i < 65_528; i++) {
                      code.nop();
                    }
                    code.return_();
                    if (handler) {
                      Label end = code.newBoundLabel();
                      code.exceptionCatchAll(start, end, end);
                      for (int i = 0; i < 4; i++) {
                        code.nop();
                      }
                      code.athrow();
                    }
                  });
              type.withMethodBody(
                  "small", nothing, ClassFile.ACC_PUBLIC | flags, CodeBuilder::return_);
            });
  }

  private static boolean isSynchronized(ClassModel type, String method) {
    return type.methods().stream()
        .filter(each -> each.methodName().equalsString(method))
        .anyMatch(each -> each.flags().has(AccessFlag.SYNCHRONIZED));
  }

  @Test
  void a_synchronized_method_that_has_no_room_for_a_block_stays_synchronized() {
    byte[] changed =
        SynchronizedMethods.apply(
            full(ClassFile.ACC_SYNCHRONIZED, false), getClass().getClassLoader());

    ClassModel type = ClassFile.of().parse(changed);
    assertThat(isSynchronized(type, "full")).isTrue();
    assertThat(isSynchronized(type, "small")).isFalse();
  }

  @Test
  void a_method_that_has_no_room_for_the_end_of_its_thread_stays_as_it_is() {
    byte[] changed = UnwindPoints.apply(full(0, true), getClass().getClassLoader());

    ClassModel type = ClassFile.of().parse(requireNonNull(changed));
    assertThat(hooks(type, "full")).isEmpty();
  }

  @Test
  void a_method_that_stayed_synchronized_is_named() {
    byte[] file =
        ClassFile.of()
            .build(
                BIG,
                type ->
                    type.withMethodBody(
                        "small",
                        MethodTypeDesc.of(ConstantDescs.CD_void),
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_SYNCHRONIZED,
                        CodeBuilder::return_));

    byte[] changed =
        requireNonNull(
            InterleavePoints.apply(file, new Scope.Bits(1, 0), getClass().getClassLoader()));

    assertThat(hooks(ClassFile.of().parse(changed), "small")).containsExactly("hidden");
  }
}
