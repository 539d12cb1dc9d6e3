;;; The language server in Emacs, set up as editors/README.md says:
;;;   CFS=target/release/cfs emacs --quick --batch --load editors/tests/emacs.el

(require 'package)
(package-initialize)
(require 'eglot)
(require 'cl-lib)
(require 'flymake)

(setq eglot-sync-connect t
      eglot-send-changes-idle-time 0)

(defun readme-block ()
  "The lines for Emacs of editors/README.md."
  (with-temp-buffer
    (insert-file-contents "editors/README.md")
    (search-forward "```elisp\n")
    (let ((start (point)))
      (search-forward "```")
      (buffer-substring start (- (point) 3)))))

(defun wait-for (what holds)
  (let ((end (+ (float-time) 15)))
    (while (not (funcall holds))
      (when (> (float-time) end)
        (error "Waited in vain for %s:\n%s" what (buffer-string)))
      (accept-process-output nil 0.05)
      (flymake-start))))

(defun must (what holds)
  (unless holds (error "%s:\n%s" what (buffer-string))))

(let* ((folder (make-temp-file "cfs" t))
       (file (expand-file-name "first.cfs" folder))
       (exec-path (cons (file-name-directory (expand-file-name (getenv "CFS"))) exec-path)))
  (setenv "PATH" (concat (car exec-path) ":" (getenv "PATH")))
  (eval (car (read-from-string (concat "(progn " (readme-block) ")"))))
  ;; Without a person at the keyboard nothing runs after a command.
  (remove-hook 'cfs-mode-hook #'eglot-ensure)
  (with-temp-file file
    (insert "deployment small {  # δ𝄞\n  aps 3 { antennas 4 }\n  users      2\n  targets 1\n}\n"
            "experiment first on small {\n  sweep delta over [1, 2] solve isak\n}\n"))
  (find-file file)
  (must "not in cfs-mode" (eq major-mode 'cfs-mode))
  (apply #'eglot (eglot--guess-contact))
  (must "no server" (eglot-current-server))
  (wait-for "an error" (lambda () (= 1 (length (flymake-diagnostics)))))
  (goto-char (flymake-diagnostic-beg (car (flymake-diagnostics))))
  (must "at another place" (looking-at "isak"))

  (delete-char 4)
  (insert "isac")
  (eglot--signal-textDocument/didChange)
  (wait-for "no error" (lambda () (null (flymake-diagnostics))))

  (eglot-format-buffer)
  (must "not formatted" (save-excursion (goto-char (point-min)) (search-forward "\n  users   2\n" nil t)))

  (goto-char (point-min))
  (search-forward "solve ")
  (let* ((capf (eglot-completion-at-point))
         (proposals (all-completions "" (nth 2 capf))))
    (must "no proposals" (cl-find "sensing" proposals :test #'string-search)))

  (goto-char (point-min))
  (search-forward "deployment sm")
  (eglot-rename "tiny")
  (must "not renamed" (save-excursion (goto-char (point-min)) (search-forward "on tiny {" nil t)))

  (goto-char (point-min))
  (search-forward "on ti")
  (let ((found (xref-backend-definitions 'eglot "tiny")))
    (must "no definition" (= 1 (length found))))
  (eglot-shutdown (eglot-current-server))
  (set-buffer-modified-p nil)
  (delete-directory folder t)
  (princ (format "Emacs %s: passed\n" emacs-version)))
