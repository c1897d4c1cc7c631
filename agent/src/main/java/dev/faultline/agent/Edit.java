package dev.faultline.agent;

import static java.util.Objects.requireNonNull;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A change to one method's code: where, and which hook is called there. */
@FunctionalInterface
interface Edit {
  /**
   * The change as a transform.
   *
   * @param applied to be run each time the place is found, so that an edit that finds none shows
   */
  CodeTransform transform(Runnable applied);

  /** Loads {@code this}, or the first argument of a static method. */
  Consumer<CodeBuilder> FIRST = builder -> builder.aload(0);

  Consumer<CodeBuilder> NOTHING = builder -> {};

  /** Passes what is read from a static field through a hook. */
  static Edit afterReading(String field, Hook hook) {
    return after(
        element ->
            element instanceof FieldInstruction read
                && read.opcode() == Opcode.GETSTATIC
                && read.name().equalsString(field),
        hook);
  }

  /** Passes what a call returns through a hook. */
  static Edit afterCalling(String method, Hook hook) {
    return after(element -> calls(element, method), hook);
  }

  /** Calls a hook without arguments before a call. */
  static Edit beforeCalling(String method, Hook hook) {
    return applied ->
        (builder, element) -> {
          if (calls(element, method)) {
            hook.call(builder);
            applied.run();
          }
          builder.with(element);
        };
  }

  /** Calls a hook in place of a method, with what that would have got. */
  static Edit inPlaceOf(String method, Hook hook) {
    return applied ->
        (builder, element) -> {
          if (calls(element, method)) {
            hook.call(builder);
            applied.run();
          } else {
            builder.with(element);
          }
        };
  }

  /** The same for calls that name {@link Object} as the one who has the method. */
  static Edit inPlaceOfObjects(String method, Hook hook) {
    return applied ->
        (builder, element) -> {
          if (calls(element, method)
              && element instanceof InvokeInstruction call
              && call.opcode() == Opcode.INVOKEVIRTUAL
              && call.owner().asInternalName().equals("java/lang/Object")) {
            hook.call(builder);
            applied.run();
          } else {
            builder.with(element);
          }
        };
  }

  /** Passes what is written to a field through a hook, which also gets what {@code more} loads. */
  static Edit beforeWriting(String field, Consumer<CodeBuilder> more, Hook hook) {
    return applied ->
        (builder, element) -> {
          if (element instanceof FieldInstruction write
              && write.opcode() == Opcode.PUTFIELD
              && write.name().equalsString(field)) {
            more.accept(builder);
            hook.call(builder);
            applied.run();
          }
          builder.with(element);
        };
  }

  /** Passes what the method returns through a hook. */
  static Edit onReturn(Hook hook) {
    return onReturn(NOTHING, hook);
  }

  /** Passes what the method returns through a hook, which also gets what {@code more} loads. */
  static Edit onReturn(Consumer<CodeBuilder> more, Hook hook) {
    return applied ->
        (builder, element) -> {
          if (element instanceof ReturnInstruction) {
            more.accept(builder);
            hook.call(builder);
            applied.run();
          }
          builder.with(element);
        };
  }

  /** Calls a hook before anything else. */
  static Edit first(Consumer<CodeBuilder> arguments, Hook hook) {
    return atStart(builder -> {
      arguments.accept(builder);
      hook.call(builder);
    });
  }

  /**
   * Calls a hook before anything else; when it says true, the method returns what {@code result}
   * loads, at once.
   */
  static Edit doneIf(
      Consumer<CodeBuilder> arguments, Hook hook, Consumer<CodeBuilder> result, TypeKind type) {
    return atStart(builder -> {
      arguments.accept(builder);
      hook.call(builder);
      Label goOn = builder.newLabel();
      builder.ifeq(goOn);
      result.accept(builder);
      builder.return_(type);
      builder.labelBinding(goOn);
    });
  }

  /**
   * Calls a hook before anything else; when it returns an object, the method returns that, at once.
   */
  static Edit doneWith(Consumer<CodeBuilder> arguments, Hook hook) {
    return atStart(builder -> {
      arguments.accept(builder);
      hook.call(builder);
      Label goOn = builder.newLabel();
      builder.dup();
      builder.ifnull(goOn);
      builder.areturn();
      builder.labelBinding(goOn);
      builder.pop();
    });
  }

  /** Runs the whole method outside the world, see {@code Linkage} in the hook package. */
  static Edit outside() {
    return outside(Around.SUSPEND::call);
  }

  /**
   * Runs the initialiser of a user's class outside the world, in surroundings that depend on the
   * class only.
   */
  static Edit initialising(String type) {
    return outside(builder -> {
      builder.loadConstant(type);
      Around.INITIALISING.call(builder);
    });
  }

  /** Runs the whole method outside the world where a hook leaves it, which gets {@code this}. */
  static Edit outside(Hook leaves) {
    return outside(builder -> {
      builder.aload(0);
      leaves.call(builder);
    });
  }

  private static Edit outside(Consumer<CodeBuilder> suspend) {
    return applied -> CodeTransform.ofStateful(() -> new Around(suspend, applied));
  }

  private static Edit after(Predicate<CodeElement> place, Hook hook) {
    return applied ->
        (builder, element) -> {
          builder.with(element);
          if (place.test(element)) {
            hook.call(builder);
            applied.run();
          }
        };
  }

  private static Edit atStart(Consumer<CodeBuilder> prologue) {
    return applied ->
        new CodeTransform() {
          @Override
          public void atStart(CodeBuilder builder) {
            prologue.accept(builder);
            applied.run();
          }

          @Override
          public void accept(CodeBuilder builder, CodeElement element) {
            builder.with(element);
          }
        };
  }

  private static boolean calls(CodeElement element, String method) {
    return element instanceof InvokeInstruction call && call.name().equalsString(method);
  }

  /** Suspends the world at the start of a method and resumes it at every end. */
  final class Around implements CodeTransform {
    private static final ClassDesc CONTEXT = ClassDesc.of(Hook.PACKAGE, "Context");
    private static final Hook SUSPEND =
        new Hook(ClassDesc.of(Hook.PACKAGE, "Linkage"), "suspend", MethodTypeDesc.of(CONTEXT));
    private static final Hook INITIALISING =
        Hook.of("Linkage", "initialising", "(Ljava/lang/String;)" + CONTEXT.descriptorString());
    private static final Hook RESUME =
        Hook.of("Linkage", "resume", "(" + CONTEXT.descriptorString() + ")V");

    /** What the start of the method leaves for its ends. */
    private record Begun(int context, Label start) {}

    private final Consumer<CodeBuilder> suspend;
    private final Runnable applied;
    private @Nullable Begun begun;

    private Around(Consumer<CodeBuilder> suspend, Runnable applied) {
      this.suspend = suspend;
      this.applied = applied;
    }

    @Override
    public void atStart(CodeBuilder builder) {
      Begun now = new Begun(builder.allocateLocal(TypeKind.REFERENCE), builder.newLabel());
      suspend.accept(builder);
      builder.astore(now.context);
      builder.labelBinding(now.start);
      begun = now;
    }

    @Override
    public void accept(CodeBuilder builder, CodeElement element) {
      if (element instanceof ReturnInstruction) {
        resume(builder);
      }
      builder.with(element);
    }

    @Override
    public void atEnd(CodeBuilder builder) {
      Label handler = builder.newBoundLabel();
      resume(builder);
      builder.athrow();
      builder.exceptionCatchAll(requireNonNull(begun).start, handler, handler);
      applied.run();
    }

    private void resume(CodeBuilder builder) {
      builder.aload(requireNonNull(begun).context);
      RESUME.call(builder);
    }
  }
}
