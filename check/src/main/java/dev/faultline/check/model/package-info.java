/**
 * The models that come with Faultline: sequential specifications with their operations.
 *
 * <p>{@link dev.faultline.check.model.Models} creates them. Operations are records of a sealed
 * interface named after the object. Absent values are {@link dev.faultline.check.model.Nil#NIL},
 * never null.
 */
@NullMarked
package dev.faultline.check.model;

import org.jspecify.annotations.NullMarked;
