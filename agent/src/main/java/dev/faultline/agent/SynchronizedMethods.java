package dev.faultline.agent;

import static java.util.Objects.requireNonNull;

import java.lang.classfile.AccessFlags;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Gives methods of the program that are declared {@code synchronized} a block in their body
 * instead, as the compiler makes one of {@code synchronized (this)}. The JVM takes the monitor of a
 * declared one before any code of the method runs, and who calls it need not know: the call may
 * name an interface. So there would be no place for a turn before the monitor is taken.
 *
 * <p>The JVM lets nobody change that flag in a class that is loaded already, so it happens to all
 * classes when they are loaded, and again whenever such a class is rewritten. Thread-safe.
 */
final class SynchronizedMethods {
  /** The first class files that may load a class as a constant. */
  private static final int CLASS_CONSTANTS_SINCE = 49;

  /** Whose methods were given blocks when they were loaded: by name, the loaders. */
  private final Map<String, List<WeakReference<@Nullable ClassLoader>>> changed =
      new LinkedHashMap<>();

  /**
   * The class with its blocks, or null when it needs none.
   *
   * @param isLoaded whether the class is only rewritten
   */
  byte @Nullable [] apply(
      byte[] file, String name, @Nullable ClassLoader loader, boolean isLoaded) {
    if (!mayHaveAny(file) || isLoaded && !wasChanged(name, loader)) {
      return null;
    }
    byte[] result = apply(file, loader);
    if (result != null && !isLoaded) {
      remember(name, loader);
    }
    return result;
  }

  private synchronized boolean wasChanged(String name, @Nullable ClassLoader loader) {
    return changed.getOrDefault(name, List.of()).stream().anyMatch(each -> each.refersTo(loader));
  }

  private synchronized void remember(String name, @Nullable ClassLoader loader) {
    List<WeakReference<@Nullable ClassLoader>> loaders =
        changed.computeIfAbsent(name, absent -> new ArrayList<>());
    loaders.removeIf(each -> each.refersTo(null));
    loaders.add(new WeakReference<>(loader));
  }

  /** A quick look at the flags of the methods, for most classes have none. */
  private static boolean mayHaveAny(byte[] file) {
    return ClassFile.of().parse(file).methods().stream().anyMatch(SynchronizedMethods::isMeant);
  }

  static byte @Nullable [] apply(byte[] file, @Nullable ClassLoader loader) {
    ClassFile classFile = Hook.classFile(loader);
    ClassModel model = classFile.parse(file);
    boolean classConstants = model.majorVersion() >= CLASS_CONSTANTS_SINCE;
    return LongMethods.change(
        classFile, model, hasRoom -> blocks(hasRoom, classConstants, model.thisClass().asSymbol()));
  }

  private static ClassTransform blocks(
      Predicate<MethodModel> hasRoom, boolean classConstants, ClassDesc self) {
    return (builder, element) -> {
      if (element instanceof MethodModel method
          && isMeant(method)
          && (classConstants || !isStatic(method))
          && hasRoom.test(method)) {
        builder.transformMethod(
            method,
            (methods, part) -> {
              switch (part) {
                case AccessFlags flags ->
                    methods.withFlags(flags.flagsMask() & ~ClassFile.ACC_SYNCHRONIZED);
                case CodeModel code ->
                    methods.transformCode(code, new Block(code, isStatic(method) ? self : null));
                default -> methods.with(part);
              }
            });
      } else {
        builder.with(element);
      }
    };
  }

  /** Native ones stay as they are. */
  private static boolean isMeant(MethodModel method) {
    return has(method, ClassFile.ACC_SYNCHRONIZED) && method.code().isPresent();
  }

  private static boolean isStatic(MethodModel method) {
    return has(method, ClassFile.ACC_STATIC);
  }

  private static boolean has(MethodModel method, int flag) {
    return (method.flags().flagsMask() & flag) != 0;
  }

  /** The body of one method inside a block that takes the monitor and releases it on every way. */
  private static final class Block implements CodeTransform {
    private final CodeModel code;
    private final @Nullable ClassDesc ofClass;
    private int monitor;
    private @Nullable Label handler;
    private @Nullable Label open;
    private boolean anythingOpen;

    /**
     * A block.
     *
     * @param ofClass whose monitor a static method takes; null for that of the object
     */
    Block(CodeModel code, @Nullable ClassDesc ofClass) {
      this.code = code;
      this.ofClass = ofClass;
    }

    @Override
    public void atStart(CodeBuilder builder) {
      // A stack of a thread that waits for the monitor shows a line of the method.
      code.elementList().stream()
          .filter(LineNumber.class::isInstance)
          .findFirst()
          .ifPresent(builder::with);
      monitor = builder.allocateLocal(TypeKind.REFERENCE);
      if (ofClass == null) {
        builder.aload(0);
      } else {
        builder.loadConstant(ofClass);
      }
      builder.dup().astore(monitor).monitorenter();
      handler = builder.newLabel();
      open(builder);
    }

    @Override
    public void accept(CodeBuilder builder, CodeElement element) {
      if (element instanceof ReturnInstruction) {
        builder.aload(monitor).monitorexit();
        anythingOpen = true;
        close(builder);
        builder.with(element);
        open(builder);
      } else {
        anythingOpen |= element instanceof Instruction;
        builder.with(element);
      }
    }

    @Override
    public void atEnd(CodeBuilder builder) {
      close(builder);
      builder.labelBinding(requireNonNull(handler));
      builder.aload(monitor).monitorexit().athrow();
    }

    private void open(CodeBuilder builder) {
      open = builder.newBoundLabel();
      anythingOpen = false;
    }

    /** The handlers of the method itself were there before, so that they come first. */
    private void close(CodeBuilder builder) {
      if (anythingOpen) {
        builder.exceptionCatchAll(
            requireNonNull(open), builder.newBoundLabel(), requireNonNull(handler));
      }
    }
  }
}
