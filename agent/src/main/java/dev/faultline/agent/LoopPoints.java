package dev.faultline.agent;

import dev.faultline.hook.Spins;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts the rounds of a program's loops, so that one that waits without a call of the JDK's gives
 * up its turn, see {@link Spins}. A method counts for itself, in a local variable.
 */
final class LoopPoints {
  private static final Hook LOOPED = Hook.of("Spins", "looped", "(I)V");

  /** Where a method is longer, in bytes, there may be no room for more code. */
  private static final int LONGEST = 50_000;

  private LoopPoints() {}

  /** The class with its counts, or null when it has no loop. */
  static byte @Nullable [] apply(byte[] file, @Nullable ClassLoader loader) {
    ClassFile classFile = Hook.classFile(loader);
    ClassModel model = classFile.parse(file);
    if (model.methods().stream().noneMatch(LoopPoints::hasLoop)) {
      return null;
    }
    ClassTransform transform =
        (builder, element) -> {
          if (element instanceof MethodModel method && hasLoop(method)) {
            builder.transformMethod(
                method, MethodTransform.transformingCode(CodeTransform.ofStateful(Counting::new)));
          } else {
            builder.with(element);
          }
        };
    return classFile.transformClass(model, transform);
  }

  private static boolean hasLoop(MethodModel method) {
    CodeModel code = method.code().orElse(null);
    if (code == null || code instanceof CodeAttribute whole && whole.codeLength() > LONGEST) {
      return false;
    }
    Set<Label> before = new LinkedHashSet<>();
    for (CodeElement element : code) {
      if (element instanceof LabelTarget target) {
        before.add(target.label());
      } else if (isBack(element, before)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBack(CodeElement element, Set<Label> before) {
    return element instanceof BranchInstruction branch && before.contains(branch.target());
  }

  /** One method. */
  private static final class Counting implements CodeTransform {
    private final Set<Label> before = new LinkedHashSet<>();
    private int rounds;

    @Override
    public void atStart(CodeBuilder builder) {
      rounds = builder.allocateLocal(TypeKind.INT);
      builder.iconst_0().istore(rounds);
    }

    @Override
    public void accept(CodeBuilder builder, CodeElement element) {
      if (element instanceof LabelTarget target) {
        before.add(target.label());
      } else if (isBack(element, before)) {
        Label goOn = builder.newLabel();
        builder.iinc(rounds, 1).iload(rounds).loadConstant(Spins.ROUNDS - 1).iand().ifne(goOn);
        builder.iload(rounds);
        LOOPED.call(builder);
        builder.labelBinding(goOn);
      }
      builder.with(element);
    }
  }
}
