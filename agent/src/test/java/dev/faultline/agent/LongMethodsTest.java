package dev.faultline.agent;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
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
}
