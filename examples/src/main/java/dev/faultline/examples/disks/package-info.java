/**
 * Three copies of a journal, and everything that a disk may do wrong: each trouble costs a program
 * dear that does not think of it, and nothing one that does.
 */
@NullMarked
package dev.faultline.examples.disks;

import org.jspecify.annotations.NullMarked;
