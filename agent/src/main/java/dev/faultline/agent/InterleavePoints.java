package dev.faultline.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Puts a decision before every place where a thread touches what it may share with others, see
 * {@link Places}. Where that cannot be, the world hears of it.
 */
final class InterleavePoints {
  private final Scope.Bits bits;
  private final Members members;

  private InterleavePoints(Scope.Bits bits, Members members) {
    this.bits = bits;
    this.members = members;
  }

  /** The class with its decisions, or null when none is asked for. */
  static byte @Nullable [] apply(byte[] file, Scope.Bits bits, @Nullable ClassLoader loader) {
    if (bits.isNothing()) {
      return null;
    }
    ClassFile classFile = Hook.classFile(loader);
    ClassModel model = RecordMethods.apply(classFile, classFile.parse(file));
    InterleavePoints points = new InterleavePoints(bits, new Members(model, loader));
    return LongMethods.change(classFile, model, points::transform);
  }

  private ClassTransform transform(Predicate<MethodModel> hasRoom) {
    return (builder, element) -> {
      if (element instanceof MethodModel method) {
        boolean whole = hasRoom.test(method);
        builder.transformMethod(
            method,
            (methods, part) -> {
              if (part instanceof CodeModel code) {
                List<String> unseen = unseen(method, whole);
                methods.transformCode(
                    code,
                    whole
                        ? new Places(bits, members, method, code, unseen)
                        : new Untouched(unseen, LongMethods.hasRoomForNames(method)));
              } else {
                methods.with(part);
              }
            });
      } else {
        builder.with(element);
      }
    };
  }

  /** What happens in a method without a turn before it. */
  private static List<String> unseen(MethodModel method, boolean whole) {
    List<String> unseen = new ArrayList<>();
    if (!whole) {
      unseen.add("accesses in " + LongMethods.name(method) + ", which is too long");
    }
    // Too long for a block of its own, or loaded before anybody could give it one.
    if ((method.flags().flagsMask() & ClassFile.ACC_SYNCHRONIZED) != 0) {
      unseen.add("calls of the synchronized " + LongMethods.name(method));
    }
    return unseen;
  }

  /** The code of a method that has no room for its places; the world hears of it. */
  private final class Untouched implements CodeTransform {
    private final List<String> unseen;
    private final boolean named;

    Untouched(List<String> unseen, boolean named) {
      this.unseen = unseen;
      this.named = named;
    }

    @Override
    public void atStart(CodeBuilder builder) {
      if (named) {
        unseen.forEach(each -> HiddenTurns.always(builder, each, bits.synchronisation()));
      }
    }

    @Override
    public void accept(CodeBuilder builder, CodeElement element) {
      builder.with(element);
    }
  }
}
