/**
 * The models that come with Faultline: sequential specifications with their operations.
 *
 * <p>{@link dev.faultline.check.model.Models} makes them; operations are records of sealed
 * interfaces named for the object. Absent values are {@link dev.faultline.check.model.Nil#NIL}, so
 * that nothing is ever null.
 */
@NullMarked
package dev.faultline.check.model;

import org.jspecify.annotations.NullMarked;
