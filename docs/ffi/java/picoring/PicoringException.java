// SPDX-License-Identifier: MIT OR Apache-2.0
package picoring;

/** A failure: its code, and for its message the sentence of the library. */
public class PicoringException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What went wrong, as capi/picoring/error.h has it, the first being -1. */
    public enum Code {
        EAGAIN, EEND, ERANGE, EPIPE, EINTR, ENOBUFS, ENODATA, EINVAL, EFAULT, EOVERFLOW, EALIGN, E2BIG,
        EVERSION, ENOSYS, ENOMEM, EADDRSPACE, EMAPCOUNT, EMFILE, EFBIG, ENOSPC, ELOCK, EHUGE, EFORK,
        EIO, ETIMEDOUT, EBUSY, ESTATE, EPEER;

        /** The library's number for it. */
        public int number() { return -1 - ordinal(); }
    }

    static final int EAGAIN = Code.EAGAIN.number(), EEND = Code.EEND.number(),
            EINTR = Code.EINTR.number(), ETIMEDOUT = Code.ETIMEDOUT.number();

    private static final Code[] CODES = Code.values();
    // News come often, and have no sentence: they are made once, without a stack.
    private static final PicoringException EMPTY = news(Code.EAGAIN), END = news(Code.EEND);

    private final Code code;

    PicoringException(Code code, String sentence) { this(code, sentence, true); }

    private PicoringException(Code code, String sentence, boolean withStack) {
        super(sentence, null, withStack, withStack);
        this.code = code;
    }

    private static PicoringException news(Code code) {
        return new PicoringException(code, Library.picoring_strerror(code.number()), false);
    }

    public Code code() { return code; }

    /** What a function that returned `number`, not 0, is to throw. */
    static PicoringException of(int number) {
        if (number == EAGAIN) return EMPTY;
        if (number == EEND) return END;
        int index = -1 - number;
        String sentence = number == ETIMEDOUT ? Library.picoring_strerror(number)
                : Library.picoring_last_error();
        return new PicoringException(CODES[index], sentence);
    }

    static void check(int number) {
        if (number != 0) throw of(number);
    }

    /** For verbs that may find nothing, or no room: false then. */
    static boolean went(int number) {
        if (number == EAGAIN) return false;
        check(number);
        return true;
    }

    static PicoringException closed(String what) {
        return new PicoringException(Code.EFAULT, "the " + what + " has been closed");
    }
}
